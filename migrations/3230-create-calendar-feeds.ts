import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Private calendar addresses: one that works per membership, kept as a hash and shown once. */
export class CreateCalendarFeeds3230000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table calendar_feed (
        id uuid constraint calendar_feed_pk primary key,
        membership_id uuid not null constraint calendar_feed_membership_fk references membership (id),
        token_hash text not null constraint calendar_feed_token_uq unique,
        created_at timestamptz not null,
        last_read_at timestamptz,
        revoked_at timestamptz
      )`);
    await q.query(
      'create unique index calendar_feed_live_uq on calendar_feed (membership_id) where revoked_at is null',
    );
    await q.query('grant select, insert, update on calendar_feed to liaison_app');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table calendar_feed');
  }
}
