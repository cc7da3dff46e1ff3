import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/** Lists as people like to see them: the query of the list's address under a name, and which one opens first for whom. */
export class KeepSavedViews3110000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table saved_view (
        id uuid constraint saved_view_pk primary key,
        subject text not null,
        name text not null,
        query text not null,
        shared boolean not null,
        owner_id uuid not null constraint saved_view_owner_fk references person (id),
        owner_name text not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint saved_view_name_ck check (name <> '')
      )`);
    await q.query(`create unique index saved_view_name_uq on saved_view (subject, owner_id, lower(name))`);
    await q.query(`create index saved_view_shared_ix on saved_view (subject, lower(name), id) where shared`);
    await protect(q, 'saved_view', { app: 'select, insert, update, delete' });

    await q.query(`
      create table saved_view_default (
        person_id uuid not null constraint saved_view_default_person_fk references person (id),
        subject text not null,
        view_id uuid not null constraint saved_view_default_view_fk references saved_view (id) on delete cascade,
        constraint saved_view_default_pk primary key (person_id, subject)
      )`);
    await q.query(`create index saved_view_default_view_ix on saved_view_default (view_id)`);
    await protect(q, 'saved_view_default', { app: 'select, insert, update, delete' });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`drop table saved_view_default`);
    await q.query(`drop table saved_view`);
  }
}
