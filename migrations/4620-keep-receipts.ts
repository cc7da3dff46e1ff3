import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';

/**
 * Who took which bytes of a text away, and when: by download or by copying. And what each of them was told when the text was
 * corrected, withdrawn or recalled, until they say that they have seen to it. People of department and vendor only: whoever reads
 * the public page is never kept.
 */
export class KeepReceipts4620000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table receipt (
        id uuid constraint receipt_pk primary key,
        draft_id uuid not null constraint receipt_draft_fk references draft (id),
        department_id uuid not null constraint receipt_department_fk references department (id),
        revision_id uuid not null constraint receipt_revision_fk references draft_revision (id),
        content_hash text not null,
        what text not null,
        sha256 text not null,
        size int not null,
        person_id uuid not null,
        person_name text not null,
        person_side text not null,
        taken_at timestamptz not null,
        constraint receipt_sha256_ck check (sha256 ~ '^[0-9a-f]{64}$'),
        constraint receipt_size_ck check (size >= 0),
        constraint receipt_what_ck check (length(what) between 1 and 60),
        constraint receipt_side_ck check (person_side in ('vendor', 'department'))
      )`);
    await q.query('create index receipt_draft_ix on receipt (draft_id, taken_at desc, id desc)');
    await protect(q, 'receipt', {
      app: 'select, insert',
      department: { grant: 'select, insert', using: OWN },
    });
    await appendOnly(q, 'receipt');

    await q.query(`
      create table receipt_notice (
        id uuid constraint receipt_notice_pk primary key,
        event_id uuid not null constraint receipt_notice_event_fk references domain_event (id),
        draft_id uuid not null constraint receipt_notice_draft_fk references draft (id),
        department_id uuid not null constraint receipt_notice_department_fk references department (id),
        person_id uuid not null,
        person_name text not null,
        kind text not null,
        words text,
        told_at timestamptz not null,
        seen_at timestamptz,
        constraint receipt_notice_once_uq unique (event_id, person_id),
        constraint receipt_notice_kind_ck check (kind in ('correction_asked', 'corrected', 'withdrawn', 'recalled'))
      )`);
    await q.query(
      'create index receipt_notice_open_ix on receipt_notice (person_id, told_at) where seen_at is null',
    );
    await q.query('create index receipt_notice_draft_ix on receipt_notice (draft_id, told_at)');
    await protect(q, 'receipt_notice', {
      app: 'select, insert, update (seen_at)',
      department: { grant: 'select, update (seen_at)', using: OWN },
    });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table receipt_notice');
    await q.query('drop table receipt');
  }
}
