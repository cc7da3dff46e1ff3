import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';
import { CreateDepartmentImports1310000000000 } from './1310-create-department-imports.js';

const COUNTS =
  'rows, created, updated, unchanged, flagged, kept, progress_line, progress_done, progress_total, attempts';
const WHO = 'error, requested_by, requested_by_name, created_at, applied_at, reverted_at';

/**
 * Imports of lists of any kind, in place of those of agency lists alone. A row of the file stands in `data_import_row` from the
 * check on: what it says (`said`), the department it belongs to, and the row it makes or changes (`target_id`), so that the
 * work can go on after a kill, and be taken back later. Vendor side only.
 */
export class CreateImports3000000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table data_import (
        id uuid constraint data_import_pk primary key,
        kind text not null,
        source text not null,
        file_name text,
        file_sha256 text not null,
        mapping jsonb not null,
        settings jsonb not null,
        header jsonb not null,
        state text not null,
        rows integer not null default 0,
        created integer not null default 0,
        updated integer not null default 0,
        unchanged integer not null default 0,
        flagged integer not null default 0,
        doubtful integer not null default 0,
        skipped integer not null default 0,
        kept integer not null default 0,
        progress_line integer not null default 0,
        progress_done integer not null default 0,
        progress_total integer not null default 0,
        attempts integer not null default 0,
        error text,
        requested_by uuid,
        requested_by_name text not null,
        created_at timestamptz not null,
        applied_at timestamptz,
        reverted_at timestamptz,
        constraint data_import_kind_ck check (kind in ('departments', 'contacts', 'pitches', 'activities')),
        constraint data_import_state_ck check (state in
          ('uploaded', 'checking', 'previewed', 'applying', 'applied', 'reverting', 'reverted', 'failed'))
      )`);
    await q.query(`create index data_import_created_ix on data_import (created_at desc, id desc)`);
    await q.query(`create index data_import_open_ix on data_import (id)
      where state in ('checking', 'applying', 'reverting')`);
    await q.query(`create index data_import_failed_ix on data_import (id) where state = 'failed'`);
    await protect(q, 'data_import', { app: 'select, insert, update, delete' });

    await q.query(`
      create table data_import_row (
        import_id uuid not null constraint data_import_row_import_fk references data_import (id) on delete cascade,
        line integer not null,
        outcome text not null,
        code text,
        message text,
        said jsonb,
        place jsonb,
        place_key text,
        found_by text,
        department_id uuid,
        target_id uuid,
        candidates uuid[],
        settled boolean not null default false,
        cells jsonb,
        before jsonb,
        after jsonb,
        constraint data_import_row_pk primary key (import_id, line),
        constraint data_import_row_outcome_ck check (outcome in
          ('created', 'updated', 'unchanged', 'doubtful', 'skipped', 'flagged', 'restored', 'kept'))
      )`);
    // What a person reads of an import: rows to settle, rows left out, rows that stayed, and a few of what changes.
    await q.query(`create index data_import_row_remark_ix on data_import_row (import_id, outcome, line)
      where outcome in ('doubtful', 'skipped', 'flagged', 'kept', 'updated')`);
    await q.query(
      `create index data_import_row_settled_ix on data_import_row (import_id, line) where settled`,
    );
    await protect(q, 'data_import_row', { app: 'select, insert, update, delete' });

    await q.query(`
      create table import_mapping (
        kind text not null,
        header_key text not null,
        mapping jsonb not null,
        day_order text not null,
        used_at timestamptz not null,
        constraint import_mapping_pk primary key (kind, header_key)
      )`);
    await q.query('grant select, insert, update on import_mapping to liaison_app');

    // What an import wrote, and what it said: so that a later one changes only what nobody changed since.
    await q.query(`alter table contact add column imported jsonb, add column import_id uuid`);
    await q.query(`alter table pitch add column imported jsonb, add column import_id uuid`);
    await q.query(`alter table activity add column import_id uuid, add column import_key text`);
    await q.query(
      `create unique index activity_import_key_uq on activity (import_key) where import_key is not null`,
    );
    await q.query(`grant delete on contact, pitch, pitch_stage, activity to liaison_app`);
    // An activity is never deleted, but for one thing: one that came with a list goes while that list is being taken back.
    await q.query(`
      create function liaison_refuse_activity_change() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' and old.import_id is not null and exists (
          select from data_import i where i.id = old.import_id and i.state = 'reverting') then
          return old;
        end if;
        raise exception '% is append-only: corrections are new rows', tg_table_name using errcode = 'LI001';
      end $$`);
    await q.query(`drop trigger activity_append_only on activity`);
    await q.query(`create trigger activity_append_only before update or delete on activity
      for each row execute function liaison_refuse_activity_change()`);

    await q.query(`
      insert into data_import (id, kind, source, file_name, file_sha256, mapping, settings, header, state, ${COUNTS}, ${WHO})
      select id, 'departments', source, file_name, file_sha256, mapping,
             '{"type": "csv", "encoding": "utf-8", "delimiter": ",", "dayOrder": "mdy", "unmatched": "create", "oriRequired": true}',
             '[]', state, ${COUNTS}, ${WHO} from department_import`);
    await q.query(`
      insert into data_import_row (import_id, line, outcome, code, message, said, place, found_by, department_id, target_id, before, after)
      select import_id, line, case outcome when 'listed' then 'created' else outcome end, code, message,
             jsonb_strip_nulls(jsonb_build_object('ori', ori, 'name', name, 'kind', kind, 'county', county, 'state', state,
               'latitude', latitude, 'longitude', longitude, 'time_zone', time_zone, 'time_zone_source', time_zone_source)),
             jsonb_build_object('ori', ori, 'name', name, 'county', county, 'state', state),
             case when outcome in ('flagged') then null else 'new' end, department_id, department_id, before, after
        from department_import_row`);
    // The old table kept one id for a new department beside every row; a row that changes one belongs to that.
    await q.query(`
      update data_import_row r set outcome = 'unchanged', found_by = 'ori', department_id = d.id, target_id = d.id
        from data_import i, department d
       where i.id = r.import_id and i.state in ('previewed', 'applying', 'failed') and i.applied_at is null and r.outcome = 'created'
         and d.ori = r.said ->> 'ori' and d.id <> r.department_id`);
    await q.query(
      `delete from event_delivery where listener = 'departments.work-on-import' and state = 'pending'`,
    );
    await q.query(`drop table department_import_row`);
    await q.query(`drop table department_import`);
  }

  async down(q: QueryRunner): Promise<void> {
    await new CreateDepartmentImports1310000000000().up(q);
    await q.query(`
      insert into department_import (id, source, file_name, file_sha256, mapping, state, ${COUNTS}, ${WHO})
      select id, source, file_name, file_sha256, mapping, state, ${COUNTS}, ${WHO} from data_import
       where kind = 'departments' and state not in ('uploaded', 'checking')`);
    await q.query(`
      insert into department_import_row (import_id, line, outcome, code, message, ori, name, kind, county, state, latitude, longitude,
        time_zone, time_zone_source, search_name, slug_base, department_id, before, after)
      select r.import_id, r.line, case r.outcome when 'created' then 'listed' else r.outcome end, r.code, r.message, said ->> 'ori',
             said ->> 'name', coalesce(said ->> 'kind', 'other'), said ->> 'county', said ->> 'state',
             (said ->> 'latitude')::float8, (said ->> 'longitude')::float8, said ->> 'time_zone', said ->> 'time_zone_source',
             lower(said ->> 'name'), lower(regexp_replace(said ->> 'name', '[^a-zA-Z0-9]+', '-', 'g')), target_id, before, after
        from data_import_row r join department_import i on i.id = r.import_id
       where r.outcome in ('created', 'updated', 'flagged', 'restored', 'kept')`);
    await q.query(`drop trigger activity_append_only on activity`);
    await q.query(`create trigger activity_append_only before update or delete on activity
      for each row execute function liaison_refuse_change()`);
    await q.query(`drop function liaison_refuse_activity_change()`);
    await q.query(`revoke delete on contact, pitch, pitch_stage, activity from liaison_app`);
    await q.query(`drop index activity_import_key_uq`);
    await q.query(`alter table activity drop column import_id, drop column import_key`);
    await q.query(`alter table pitch drop column imported, drop column import_id`);
    await q.query(`alter table contact drop column imported, drop column import_id`);
    await q.query(`drop table import_mapping`);
    await q.query(`drop table data_import_row`);
    await q.query(`drop table data_import`);
  }
}
