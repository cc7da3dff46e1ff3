import type { MigrationInterface, QueryRunner } from 'typeorm';
import { followsWithinReach, limitToReach, ownedWithinReach } from '../src/platform/database/rls.js';

/** A partnership that came of a pitch is open to the whole vendor side. */
const OPEN_TO_ALL = ['partnership'];
const BY_HAND = ['inbound_message', 'data_import', 'data_import_row', 'bulk_change', 'bulk_change_row'];

/**
 * What says something of a pitch follows it for a rep of limited reach: replies, sequences, and whatever other table names a
 * pitch. Lists taken in and changes in bulk are seen by those who asked for them.
 */
export class LimitWhatHangsOnPitches3990000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const tables = (await q.query(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'pitch_id' and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all ($1::text[])
          and not exists (select from pg_policy p where p.polrelid = c.oid and 'liaison_limited'::regrole = any (p.polroles))
        order by 1`,
      [OPEN_TO_ALL],
    )) as { name: string }[];
    for (const { name } of tables) {
      await limitToReach(q, name, `pitch_id is null or ${followsWithinReach(name, 'pitch_id', 'pitch')}`);
      await q.query(`comment on policy ${name}_reach on ${name} is 'follows its pitch'`);
    }
    await limitToReach(
      q,
      'inbound_message',
      `exists (select from pitch_reply r where r.inbound_message_id = inbound_message.id)`,
      { only: 'select' },
    );
    await limitToReach(q, 'data_import', ownedWithinReach('requested_by'));
    await limitToReach(
      q,
      'data_import_row',
      followsWithinReach('data_import_row', 'import_id', 'data_import'),
    );
    await limitToReach(q, 'bulk_change', ownedWithinReach('requested_by'));
    await limitToReach(
      q,
      'bulk_change_row',
      followsWithinReach('bulk_change_row', 'bulk_change_id', 'bulk_change'),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    const made = (await q.query(
      `select c.relname as name from pg_policy p join pg_class c on c.oid = p.polrelid
        where obj_description(p.oid, 'pg_policy') = 'follows its pitch'`,
    )) as { name: string }[];
    for (const name of [...made.map((row) => row.name), ...BY_HAND]) {
      await q.query(`drop policy ${name}_reach on ${name}`);
    }
  }
}
