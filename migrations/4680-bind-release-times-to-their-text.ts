import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A release time that has been kept names a release of the very text it was set for; of another text it was put aside. */
export class BindReleaseTimesToTheirText4680000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`update release_time t set state = 'cancelled', release_id = null, reason = 'Another text was released.'
       from release e where e.id = t.release_id and (e.draft_id <> t.draft_id or e.content_hash <> t.content_hash)`);
    await q.query(`alter table release add constraint release_text_uq unique (id, draft_id, content_hash)`);
    await q.query(`alter table release_time drop constraint release_time_release_fk,
      add constraint release_time_release_fk foreign key (release_id, draft_id, content_hash)
        references release (id, draft_id, content_hash)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`alter table release_time drop constraint release_time_release_fk,
      add constraint release_time_release_fk foreign key (release_id) references release (id)`);
    await q.query('alter table release drop constraint release_text_uq');
  }
}
