import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/** Approvals past the remaining steps: who asked and why, and the second person who confirmed. */
export class BreakTheGlass4520000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table review_break_glass (
      id uuid primary key,
      round_id uuid not null references review_round (id),
      draft_id uuid not null references draft (id),
      department_id uuid not null references department (id),
      content_hash text not null,
      reason text not null,
      asked_by uuid not null,
      asked_by_name text not null,
      asked_at timestamptz not null,
      confirmed_by uuid,
      confirmed_by_name text,
      confirmed_at timestamptz,
      constraint review_break_glass_round_uq unique (round_id),
      constraint review_break_glass_reason_ck check (length(btrim(reason)) > 0),
      constraint review_break_glass_two_ck check (confirmed_by <> asked_by),
      constraint review_break_glass_confirmed_ck check ((confirmed_by is null) = (confirmed_at is null)),
      constraint review_break_glass_hash_ck check (content_hash ~ '^[0-9a-f]{64}$')
    )`);
    await q.query('create index review_break_glass_draft_ix on review_break_glass (draft_id)');
    await protect(q, 'review_break_glass', {
      app: 'select, insert, update (confirmed_by, confirmed_by_name, confirmed_at)',
      department: { grant: 'select', using: 'department_id = liaison_department_id()' },
    });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table review_break_glass');
  }
}
