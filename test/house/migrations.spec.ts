import pg from 'pg';
import { DataSource } from 'typeorm';
import { loadMigrations, runMigrations } from '../../src/platform/database/migrate.js';
import { createTestDatabase, EMPTY, type TestDatabase } from '../support/postgres.js';

const SCHEMA = `
  select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') as line
    from information_schema.columns where table_schema = 'public' and table_name <> 'schema_migration'
  union all
  select 'index ' || indexdef from pg_indexes where schemaname = 'public' and tablename <> 'schema_migration'
  union all
  select 'policy ' || tablename || ' ' || policyname || ' ' || coalesce(qual, '') || ' ' || coalesce(with_check, '') from pg_policies where schemaname = 'public'
  union all
  select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace and conrelid <> 0
  union all
  select 'grant ' || table_name || ' ' || grantee || ' ' || privilege_type from information_schema.table_privileges
   where table_schema = 'public' and grantee like 'liaison_%' and grantee <> 'liaison_owner'
  order by 1`;

describe('migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(EMPTY);
  });
  afterAll(() => database.drop());

  const schema = async (): Promise<string[]> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ line: string }>(SCHEMA);
    await client.end();
    return rows.map(({ line }) => line);
  };

  it('go up, all the way down, and up again to the same schema', async () => {
    await runMigrations(database.url);
    const first = await schema();
    expect(first.length).toBeGreaterThan(100);
    const source = await new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: await loadMigrations(),
      migrationsTableName: 'schema_migration',
    }).initialize();
    for (let left = source.migrations.length; left > 0; left--)
      await source.undoLastMigration({ transaction: 'each' });
    await source.destroy();
    const empty = (await schema()).filter(
      (line) => !line.startsWith('grant') && !line.includes('schema_migration'),
    );
    expect(empty).toEqual([]);
    await runMigrations(database.url);
    expect(await schema()).toEqual(first);
  });

  it('may be run by several processes at once', async () => {
    await Promise.all([
      runMigrations(database.url),
      runMigrations(database.url),
      runMigrations(database.url),
    ]);
    expect((await schema()).length).toBeGreaterThan(100);
  });
});
