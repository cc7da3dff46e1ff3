import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The list of addresses that get no mail is read as a page: those in force from the latest on, and of one domain. Who of the
 * vendor's people ended an entry, and why, stays with it; where the reader did, both are null.
 */
export class SayWhyMailGoesAgain4580000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`alter table suppression
      add column ended_by uuid constraint suppression_ended_by_fk references person (id),
      add column ended_by_name text,
      add column end_reason text,
      add constraint suppression_lifted_ck check (
        (ended_by_name is null) = (end_reason is null) and (end_reason is null or ended_at is not null))`);
    await q.query('create index suppression_standing_ix on suppression (id desc) where ended_at is null');
    await q.query(`create index suppression_domain_ix on suppression (substring(address from '@[^@]*$'), id desc)
      where ended_at is null`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop index suppression_domain_ix, suppression_standing_ix');
    await q.query(`alter table suppression drop constraint suppression_lifted_ck,
      drop column end_reason, drop column ended_by_name, drop column ended_by`);
  }
}
