import type { MigrationInterface, QueryRunner } from 'typeorm';
import { followsWithinReach, limitToReach, ownedWithinReach } from '../src/platform/database/rls.js';

/** A partnership that came of a pitch is open to the whole vendor side. */
const OPEN_TO_ALL = ['partnership'];
const MADE_HERE = 'a limited rep’s view of a pitch';

/** What else tells of pitches, and which rows a limited rep sees of it. */
const BESIDES: [table: string, using: string, only?: 'select'][] = [
  [
    'inbound_message',
    'exists (select from pitch_reply r where r.inbound_message_id = inbound_message.id)',
    'select',
  ],
  ['data_import', ownedWithinReach('requested_by')],
  ['data_import_row', followsWithinReach('data_import_row', 'import_id', 'data_import')],
  ['bulk_change', ownedWithinReach('requested_by')],
  ['bulk_change_row', followsWithinReach('bulk_change_row', 'bulk_change_id', 'bulk_change')],
];

/**
 * What says something of a pitch follows it for a rep of limited reach: replies, sequences, and whatever other table names a
 * pitch. Lists taken in and changes in bulk are seen by those who asked for them. A table that has its own rule keeps it.
 */
export class LimitWhatHangsOnPitches3990000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const found = (await q.query(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'pitch_id' and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all ($1::text[]) order by 1`,
      [OPEN_TO_ALL],
    )) as { name: string }[];
    for (const { name } of found)
      await limit(q, name, `pitch_id is null or ${followsWithinReach(name, 'pitch_id', 'pitch')}`);
    for (const [table, using, only] of BESIDES) await limit(q, table, using, only);
  }

  async down(q: QueryRunner): Promise<void> {
    const made = (await q.query(
      `select c.relname as name from pg_policy p join pg_class c on c.oid = p.polrelid where obj_description(p.oid, 'pg_policy') = $1`,
      [MADE_HERE],
    )) as { name: string }[];
    for (const { name } of made) await q.query(`drop policy ${name}_reach on ${name}`);
  }
}

async function limit(q: QueryRunner, table: string, using: string, only?: 'select'): Promise<void> {
  const has = (await q.query(
    `select 1 from pg_policy where polrelid = $1::regclass and 'liaison_limited'::regrole = any (polroles)`,
    [table],
  )) as unknown[];
  if (has.length > 0) return;
  await limitToReach(q, table, using, { only: only ?? 'all' });
  await q.query(`comment on policy ${table}_reach on ${table} is '${MADE_HERE}'`);
}
