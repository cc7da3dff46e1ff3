import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A quote can also be changed by the vendor's side in the draft itself, not only by a proposal: such a change names the revision it made. */
export class NoteEveryChangeOfAQuote4540000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`alter table quote_change drop constraint quote_change_pk,
      alter proposal_id drop not null,
      add id uuid not null default gen_random_uuid() constraint quote_change_pk primary key,
      add revision_id uuid references draft_revision (id),
      add constraint quote_change_source_ck check (num_nonnulls(proposal_id, revision_id) = 1),
      add constraint quote_change_proposal_uq unique (proposal_id, block_id),
      add constraint quote_change_revision_uq unique (revision_id, block_id)`);
    await q.query('alter table quote_change alter id drop default');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('delete from quote_change where proposal_id is null');
    await q.query(`alter table quote_change drop constraint quote_change_pk, drop column id, drop column revision_id,
      drop constraint quote_change_proposal_uq, alter proposal_id set not null,
      add constraint quote_change_pk primary key (proposal_id, block_id)`);
  }
}
