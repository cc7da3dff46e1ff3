import type { TestApp } from './app.js';

interface Column {
  table: string;
  column: string;
  isBytes: boolean;
}

/**
 * Searches every column of every table of every schema, the queue's included, for pieces of text, in any case. Bytes are
 * searched as they are. Answers `schema.table.column: what` for each find.
 */
export async function findInDatabase(app: TestApp, needles: readonly string[]): Promise<string[]> {
  const columns = await app.sql<Column>(
    `select quote_ident(c.table_schema) || '.' || quote_ident(c.table_name) as table, quote_ident(c.column_name) as column,
            c.data_type = 'bytea' as "isBytes"
       from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
      where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
      order by 1, 2`,
  );
  const found: string[] = [];
  for (const table of new Set(columns.map((one) => one.table))) {
    const own = columns.filter((one) => one.table === table);
    const finds = own.map(({ column, isBytes }) => {
      const holds = isBytes
        ? `position(convert_to(n, 'UTF8') in t.${column}) > 0`
        : `position(lower(n) in lower(t.${column}::text)) > 0`;
      return `select '${column.replaceAll("'", "''")}' as column, n from ${table} t, unnest($1::text[]) n where ${holds}`;
    });
    const rows = await app.sql<{ column: string; n: string }>(finds.join(' union '), [needles]);
    found.push(...rows.map(({ column, n }) => `${table}.${column}: ${n}`));
  }
  return found;
}

/** The schemas that hold tables. */
export async function schemasOf(app: TestApp): Promise<string[]> {
  const rows = await app.sql<{ name: string }>(
    `select distinct table_schema as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1`,
  );
  return rows.map(({ name }) => name);
}
