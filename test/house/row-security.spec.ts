import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

describe('row-level security', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('is forced on every table that carries a department’s rows', async () => {
    const { rows } = await client.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)
          and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'department_id' and not a.attisdropped)
          -- People belong to the installation; neither role below the application may read these at all.
          and c.relname not in ('membership', 'invitation')`,
    );
    expect(rows.map(({ name }) => name)).toEqual([]);
  });

  it('limits a rep of limited reach on every table that says something of a pitch', async () => {
    const { rows } = await client.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'pitch_id' and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
          -- What came of a pitch is open to the whole vendor side.
          and c.relname <> 'partnership'
          and not exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive
                             and 'liaison_limited'::regrole = any (p.polroles))`,
    );
    expect(rows.map(({ name }) => name)).toEqual([]);
  });

  it('asks for the family wherever it asks for a department’s own', async () => {
    const { rows } = await client.query<{ name: string }>(
      `select tablename || '.' || policyname as name from pg_policies
        where (coalesce(qual, '') || coalesce(with_check, '')) like '%= liaison_department_id()%'`,
    );
    expect(rows.map(({ name }) => name)).toEqual([]);
  });

  it('leaves people, sessions and secrets to the application alone', async () => {
    const { rows } = await client.query<{ table: string; grantee: string }>(
      `select distinct table_name as table, grantee from information_schema.column_privileges
        where grantee in ('liaison_department', 'liaison_public')
          and table_name in ('person', 'membership', 'session', 'sign_in_link', 'invitation', 'api_token', 'idempotency_key', 'rate_limit')
          and privilege_type = 'SELECT'`,
    );
    expect(rows).toEqual([]);
  });

  it('lets the serving role own nothing and bypass nothing', async () => {
    const owned = await client.query(
      `select 1 from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname in ('liaison_app', 'liaison_department', 'liaison_public')`,
    );
    const bypass = await client.query(
      `select 1 from pg_roles where rolname like 'liaison_%' and (rolbypassrls or rolsuper)`,
    );
    expect([owned.rowCount, bypass.rowCount]).toEqual([0, 0]);
  });

  it('has no view that reads with its owner’s eyes', async () => {
    const { rows } = await client.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'v' and not coalesce(c.reloptions::text like '%security_invoker=%', false)`,
    );
    expect(rows.map(({ name }) => name)).toEqual([]);
  });

  it.each([
    'domain_event',
    'audit_seal',
    'organisation',
    'gift_ledger_entry',
    'download_decision',
    'draft_revision',
    'review_decision',
    'reward_step',
    'allowance_step',
    'allowance_use',
  ])('refuses to change or delete a row of %s', async (table) => {
    await client.query('begin');
    try {
      const { rows } = await client.query<{ n: number }>(
        `select count(*)::int as n from pg_trigger where tgrelid = $1::regclass and not tgisinternal and tgfoid = 'liaison_refuse_change'::regproc`,
        [table],
      );
      expect(rows[0]?.n).toBeGreaterThanOrEqual(2);
      const held = await client.query(
        `select privilege_type from information_schema.table_privileges where table_name = $1 and grantee like 'liaison_%' and grantee <> 'liaison_owner' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')`,
        [table],
      );
      expect(held.rows).toEqual([]);
    } finally {
      await client.query('rollback');
    }
  });
});
