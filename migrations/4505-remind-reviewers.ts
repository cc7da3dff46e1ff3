import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from '../src/platform/database/rls.js';

/** When a review is next reminded of, whom it was handed on to, who has read it, and the links that decide it from mail. */
export class RemindReviewers4505000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`alter table review
      add nudge_share int,
      add nudge_at timestamptz,
      add backup_group text,
      add constraint review_nudge_ck check ((nudge_share is null) = (nudge_at is null) and nudge_share in (50, 100, 150))`);
    // Reviews asked before there were reminders are reminded of when they fall due.
    await q.query(`update review set nudge_share = 100, nudge_at = due_at where state = 'pending'`);
    await q.query(`create index review_nudge_ix on review (nudge_at, id) where state = 'pending'`);
    await q.query(
      `create index review_backup_ix on review (backup_group, due_at, id) where state = 'pending' and backup_group is not null`,
    );

    await q.query(`create table review_nudge (
      review_id uuid not null references review (id),
      share int not null,
      nudged_at timestamptz not null,
      constraint review_nudge_pk primary key (review_id, share),
      constraint review_nudge_share_ck check (share in (50, 100, 150))
    )`);
    await q.query('grant select, insert on review_nudge to liaison_app');
    await appendOnly(q, 'review_nudge');

    await q.query(`create table review_reading (
      review_id uuid not null references review (id),
      person_id uuid not null references person (id),
      content_hash text not null,
      read_at timestamptz not null,
      constraint review_reading_pk primary key (review_id, person_id)
    )`);
    await q.query('grant select, insert on review_reading to liaison_app');
    await appendOnly(q, 'review_reading');

    await q.query(`create table review_mail_link (
      token_hash text primary key,
      review_id uuid not null references review (id),
      person_id uuid not null references person (id),
      content_hash text not null,
      cause text not null,
      created_at timestamptz not null,
      used_at timestamptz,
      constraint review_mail_link_uq unique (review_id, person_id, cause),
      constraint review_mail_link_token_ck check (token_hash ~ '^[0-9a-f]{64}$'),
      constraint review_mail_link_hash_ck check (content_hash ~ '^[0-9a-f]{64}$')
    )`);
    await q.query('grant select, insert, update (used_at) on review_mail_link to liaison_app');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table review_mail_link');
    await q.query('drop table review_reading');
    await q.query('drop table review_nudge');
    await q.query('drop index review_backup_ix');
    await q.query('drop index review_nudge_ix');
    await q.query(
      'alter table review drop column nudge_share, drop column nudge_at, drop column backup_group',
    );
  }
}
