import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/**
 * One change to many rows. What was chosen stands in `bulk_change_row` from the choice on, each row with what came of it:
 * a row is marked in the same transaction that changes it, so that a killed process neither repeats nor forgets one.
 */
export class CreateBulkChanges3120000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table bulk_change (
        id uuid constraint bulk_change_pk primary key,
        subject text not null,
        query text not null,
        change jsonb,
        state text not null,
        total integer not null,
        progress integer not null,
        attempts integer not null,
        error text,
        membership_id uuid not null constraint bulk_change_membership_fk references membership (id),
        requested_by uuid not null constraint bulk_change_person_fk references person (id),
        requested_by_name text not null,
        created_at timestamptz not null,
        applied_at timestamptz,
        constraint bulk_change_subject_ck check (subject in ('departments', 'pitches')),
        constraint bulk_change_state_ck check (state in
          ('chosen', 'checking', 'checked', 'applying', 'applied', 'failed'))
      )`);
    await q.query(
      `create index bulk_change_open_ix on bulk_change (id) where state in ('checking', 'applying')`,
    );
    await q.query(`create index bulk_change_mine_ix on bulk_change (requested_by, created_at desc, id desc)`);
    await protect(q, 'bulk_change', { app: 'select, insert, update' });

    await q.query(`
      create table bulk_change_row (
        bulk_change_id uuid not null constraint bulk_change_row_change_fk references bulk_change (id) on delete cascade,
        number integer not null,
        department_id uuid not null constraint bulk_change_row_department_fk references department (id) on delete cascade,
        row_id uuid not null,
        outcome text not null,
        code text,
        message text,
        constraint bulk_change_row_pk primary key (bulk_change_id, number),
        constraint bulk_change_row_uq unique (bulk_change_id, row_id),
        constraint bulk_change_row_outcome_ck check (outcome in
          ('chosen', 'ready', 'unchanged', 'refused', 'changed'))
      )`);
    await q.query(
      `create index bulk_change_row_outcome_ix on bulk_change_row (bulk_change_id, outcome, number)`,
    );
    await q.query(`create index bulk_change_row_department_ix on bulk_change_row (department_id)`);
    await protect(q, 'bulk_change_row', { app: 'select, insert, update' });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`drop table bulk_change_row`);
    await q.query(`drop table bulk_change`);
  }
}
