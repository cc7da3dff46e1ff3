import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

const STATES = `'uploaded', 'checking', 'previewed', 'applying', 'applied', 'reverting', 'reverted', 'failed'`;

/** Files that something on the record names: by a foreign key, or in the details of a device's acceptance. */
const ON_RECORD = `
  exists (select from agreement x where x.sha256 = b.sha256) or exists (select from asset x where x.sha256 = b.sha256)
  or exists (select from activity_file x where x.sha256 = b.sha256)
  or exists (select from inbound_attachment x where x.sha256 = b.sha256)
  or exists (select from reward_step x where x.details ->> 'documentSha256' = b.sha256)`;

/**
 * Files that nothing on the record names may go: those of lists that were taken in, and those of forms that were refused. Each
 * stands in `kept_file` with what keeps it and until when; a file that is not there is on the record and can be deleted by
 * nobody, as before. Of an import, the day its rows were put away.
 */
export class LetGoOfFiles3440000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table kept_file (
        sha256 text not null constraint kept_file_blob_fk references blob (sha256) on delete cascade,
        kept_for text not null constraint kept_file_for_ck check (kept_for ~ '^(record|form|import/[0-9a-f-]{36})$'),
        keep_until timestamptz,
        constraint kept_file_pk primary key (sha256, kept_for)
      )`);
    await q.query('create index kept_file_until_ix on kept_file (keep_until, sha256)');
    await protect(q, 'kept_file', { app: 'select, insert, update, delete' });
    await q.query(`
      create function liaison_refuse_blob_change() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' and exists (select from kept_file k where k.sha256 = old.sha256)
          and not exists (select from kept_file k where k.sha256 = old.sha256 and k.keep_until is null) then
          return old;
        end if;
        raise exception '% is append-only: corrections are new rows', tg_table_name using errcode = 'LI001';
      end $$`);
    for (const table of ['blob', 'blob_chunk']) {
      await q.query(`drop trigger ${table}_append_only on ${table}`);
      await q.query(`create trigger ${table}_append_only before update or delete on ${table}
        for each row execute function liaison_refuse_blob_change()`);
      await q.query(`grant delete on ${table} to liaison_app`);
    }
    // What was kept before this: files of lists until their import lets them go, and whatever nothing names.
    await q.query(`
      insert into kept_file (sha256, kept_for)
      select b.sha256, 'import/' || i.id from blob b join data_import i on i.file_sha256 = b.sha256 where not (${ON_RECORD})`);
    await q.query(`
      insert into kept_file (sha256, kept_for, keep_until)
      select b.sha256, 'form', b.created_at + interval '2 days' from blob b
       where not (${ON_RECORD}) and not exists (select from data_import i where i.file_sha256 = b.sha256)`);

    await q.query('alter table data_import add column put_away_at timestamptz');
    await q.query(`alter table data_import drop constraint data_import_state_ck`);
    await q.query(`alter table data_import add constraint data_import_state_ck check (state in (${STATES}, 'expired')),
      add constraint data_import_expired_ck check (state <> 'expired' or put_away_at is not null)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(
      `alter table data_import drop constraint data_import_expired_ck, drop constraint data_import_state_ck`,
    );
    await q.query(
      `update data_import set state = 'failed', error = 'Put away: its rows are gone.' where state = 'expired'`,
    );
    await q.query(`alter table data_import add constraint data_import_state_ck check (state in (${STATES}))`);
    await q.query('alter table data_import drop column put_away_at');
    for (const table of ['blob', 'blob_chunk']) {
      await q.query(`revoke delete on ${table} from liaison_app`);
      await q.query(`drop trigger ${table}_append_only on ${table}`);
      await q.query(`create trigger ${table}_append_only before update or delete on ${table}
        for each row execute function liaison_refuse_change()`);
    }
    await q.query('drop function liaison_refuse_blob_change()');
    await q.query('drop table kept_file');
  }
}
