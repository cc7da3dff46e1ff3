import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';

/**
 * What an admin asks of every text, a version for each time it was set; what an author said to settle a check of one
 * exact text; and what a person has typed and not saved yet, which is no revision and nobody else's to read.
 */
export class KeepWritingRules4560000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table writing_rules (
      version integer primary key,
      claims jsonb not null,
      hosts jsonb not null,
      checklist text not null constraint writing_rules_checklist_ck check (checklist in ('when_found', 'always')),
      set_by uuid,
      set_by_name text not null,
      set_at timestamptz not null,
      constraint writing_rules_version_ck check (version > 0))`);
    await appendOnly(q, 'writing_rules');
    await q.query('grant select, insert on writing_rules to liaison_app');
    await q.query('grant select on writing_rules to liaison_department');

    await q.query(`create table draft_confirmation (
      id uuid primary key,
      draft_id uuid not null constraint draft_confirmation_draft_fk references draft (id),
      department_id uuid not null constraint draft_confirmation_department_fk references department (id),
      content_hash text not null,
      key text not null,
      said text not null,
      person_id uuid,
      person_name text not null,
      confirmed_at timestamptz not null,
      constraint draft_confirmation_once_uq unique (draft_id, content_hash, key),
      constraint draft_confirmation_key_ck check (length(key) between 1 and 140))`);
    await protect(q, 'draft_confirmation', {
      app: 'select, insert',
      department: { grant: 'select, insert', using: OWN },
    });
    await appendOnly(q, 'draft_confirmation');
    await q.query('create index draft_confirmation_department_ix on draft_confirmation (department_id)');

    await q.query(`create table draft_working_copy (
      draft_id uuid not null constraint draft_working_copy_draft_fk references draft (id),
      person_id uuid not null,
      side text not null constraint draft_working_copy_side_ck check (side in ('vendor', 'department')),
      department_id uuid not null constraint draft_working_copy_department_fk references department (id),
      base_revision_id uuid not null constraint draft_working_copy_revision_fk references draft_revision (id),
      words jsonb not null,
      kept_at timestamptz not null,
      constraint draft_working_copy_pk primary key (draft_id, person_id))`);
    await protect(q, 'draft_working_copy', {
      app: 'select, insert, update, delete',
      department: { grant: 'select, insert, update, delete', using: `${OWN} and side = 'department'` },
    });
    await q.query('create index draft_working_copy_department_ix on draft_working_copy (department_id)');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table draft_working_copy, draft_confirmation, writing_rules');
  }
}
