import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices are put away: those that were read some time after that, those nobody read much later. The events they told of stay. */
export class PutNoticesAway4590000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('create index notice_read_ix on notice (read_at) where read_at is not null');
    await q.query('create index notice_waiting_ix on notice (created_at) where read_at is null');
    await q.query('grant delete on notice to liaison_app');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('revoke delete on notice from liaison_app');
    await q.query('drop index notice_waiting_ix, notice_read_ix');
  }
}
