import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/**
 * Imports of agency lists. A row of the file stands in `department_import_row` from the preview on, so that the work can
 * go on after a kill, and be taken back later. `department_id` of a listed row is the id its department gets if it has to be created:
 * once applied, a row that is still listed is one that was. Vendor side only.
 */
export class CreateDepartmentImports1310000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table department_import (
        id uuid constraint department_import_pk primary key,
        source text not null,
        file_name text,
        file_sha256 text not null,
        mapping jsonb not null,
        state text not null,
        rows integer not null,
        created integer not null,
        updated integer not null,
        unchanged integer not null,
        flagged integer not null,
        kept integer not null default 0,
        progress_line integer not null default 0,
        progress_done integer not null default 0,
        progress_total integer not null,
        attempts integer not null default 0,
        error text,
        requested_by uuid,
        requested_by_name text not null,
        created_at timestamptz not null,
        applied_at timestamptz,
        reverted_at timestamptz,
        constraint department_import_state_ck check (state in
          ('previewed', 'applying', 'applied', 'reverting', 'reverted', 'failed'))
      )`);
    await q.query(
      `create index department_import_created_ix on department_import (created_at desc, id desc)`,
    );
    await q.query(`create index department_import_open_ix on department_import (id)
      where state in ('applying', 'reverting')`);
    await protect(q, 'department_import', { app: 'select, insert, update, delete' });

    await q.query(`
      create table department_import_row (
        import_id uuid not null constraint department_import_row_import_fk references department_import (id) on delete cascade,
        line integer not null,
        outcome text not null,
        code text,
        message text,
        ori text,
        name text,
        kind text,
        county text,
        state text,
        latitude double precision,
        longitude double precision,
        time_zone text,
        time_zone_source text,
        search_name text,
        slug_base text,
        department_id uuid,
        before jsonb,
        after jsonb,
        constraint department_import_row_pk primary key (import_id, line),
        constraint department_import_row_outcome_ck check (outcome in
          ('listed', 'updated', 'flagged', 'restored', 'kept'))
      )`);
    // What a person reads of an import: the rows that were left out, and those that could not be taken back.
    await q.query(`create index department_import_row_remark_ix on department_import_row (import_id, outcome, line)
      where outcome in ('flagged', 'kept')`);
    await q.query(`create index department_import_row_department_ix on department_import_row (department_id)
      where outcome = 'updated'`);
    await protect(q, 'department_import_row', { app: 'select, insert, update, delete' });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`drop table department_import_row`);
    await q.query(`drop table department_import`);
  }
}
