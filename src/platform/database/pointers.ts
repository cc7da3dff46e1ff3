import type { Tx } from './tx.js';

/**
 * Which of these rows nothing points to: every foreign key that leads to the table is read from the catalogue, so that no room
 * above has to be named here. Keys from the tables in `own` do not count; their rows go along.
 */
export async function unpointed(tx: Tx, table: string, ids: string[], own: string[]): Promise<Set<string>> {
  const keys = await tx.query<{ from: string; column: string }>(
    `select c.conrelid::regclass::text as from, a.attname as column
       from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f' and c.confrelid = $1::regclass and c.conrelid::regclass::text <> all ($2::text[])
        and array_length(c.conkey, 1) = 1`,
    [table, own],
  );
  const free = keys.map(
    ({ from, column }) => `not exists (select from ${from} x where x."${column}" = given.id)`,
  );
  const rows = await tx.query<{ id: string }>(
    `select id from unnest($1::uuid[]) as given (id) where ${['true', ...free].join(' and ')}`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}
