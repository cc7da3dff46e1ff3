import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/**
 * Fields a vendor adds to departments and pitches. Their values stand in one `custom` column of the row they belong to, so
 * that a list reads them without a join; which fields there are stands in `custom_field`. They are the vendor's own:
 * a department's person may read every other column of its department, and not this one.
 */
export class KeepCustomFields3100000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table custom_field (
        id uuid constraint custom_field_pk primary key,
        subject text not null,
        key text not null,
        label text not null,
        type text not null,
        choices jsonb not null,
        position integer not null,
        created_at timestamptz not null,
        retired_at timestamptz,
        constraint custom_field_key_uq unique (subject, key),
        constraint custom_field_subject_ck check (subject in ('department', 'pitch')),
        constraint custom_field_key_ck check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
        constraint custom_field_label_ck check (label <> ''),
        constraint custom_field_type_ck check (type in ('text', 'number', 'date', 'choice', 'url')),
        constraint custom_field_choices_ck check (jsonb_typeof(choices) = 'array')
      )`);
    await q.query(`create index custom_field_position_ix on custom_field (subject, position, id)`);
    await protect(q, 'custom_field', { app: 'select, insert, update' });

    // All values of a row as one text, for the box one searches with.
    await q.query(`
      create function liaison_custom_text(jsonb) returns text language sql immutable parallel safe strict
        as $$ select string_agg(value, ' ' order by key) from jsonb_each_text($1) $$`);
    await q.query(`
      grant execute on function liaison_custom_text(jsonb) to liaison_app, liaison_department, liaison_public`);
    for (const table of ['department', 'pitch']) {
      await q.query(`
        alter table ${table} add column custom jsonb not null default '{}',
          add constraint ${table}_custom_ck check (jsonb_typeof(custom) = 'object')`);
      // Most rows have none, and are not to be slower to write for it.
      await q.query(`
        create index ${table}_custom_ix on ${table} using gin (custom jsonb_path_ops) where custom <> '{}'`);
      await q.query(`
        create index ${table}_custom_text_ix on ${table} using gin (liaison_custom_text(custom) gin_trgm_ops)
          where custom <> '{}'`);
    }
    const [columns] = (await q.query(`
      select string_agg(quote_ident(attname), ', ' order by attnum) as names from pg_attribute
       where attrelid = 'department'::regclass and attnum > 0 and not attisdropped and attname <> 'custom'`)) as {
      names: string;
    }[];
    await q.query(`revoke select on department from liaison_department`);
    await q.query(`grant select (${columns?.names}) on department to liaison_department`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`revoke select on department from liaison_department`);
    await q.query(`grant select on department to liaison_department`);
    for (const table of ['pitch', 'department']) await q.query(`alter table ${table} drop column custom`);
    await q.query(`drop function liaison_custom_text(jsonb)`);
    await q.query(`drop table custom_field`);
  }
}
