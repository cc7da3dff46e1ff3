import { DataSource } from 'typeorm';
import { startTestApp, type TestApp } from '../support/app.js';

/**
 * Constraints, indexes and foreign keys are written by hand in migrations, with names and conditions no decorator can
 * say (partial, deferred, across rooms), so only what entities do claim is compared: tables, columns, types, nulls. A
 * column Postgres computes by itself is nobody's to claim.
 */
const CLAIMS =
  /^(CREATE TABLE|ALTER TABLE "[^"]+" (ADD|DROP) "|ALTER TABLE "[^"]+" (ALTER|RENAME) COLUMN|ALTER TABLE "[^"]+" RENAME)/;

describe('entities', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('say of the tables what the migrations made', async () => {
    const served = app.nest.get(DataSource);
    expect(served.entityMetadatas.length).toBeGreaterThan(15);
    const owner = await new DataSource({
      ...served.options,
      url: app.databaseUrl,
      extra: {},
      entities: served.entityMetadatas.map(({ target }) => target),
    } as never).initialize();
    // Where TypeORM would keep the expressions of computed columns, if it had made them.
    await app.sql(
      `create table typeorm_metadata (type text, database text, schema text, "table" text, name text, value text)`,
    );
    try {
      const { upQueries } = await owner.driver.createSchemaBuilder().log();
      const computed = await app.sql<{ said: string }>(
        `select format('ALTER TABLE "%s" DROP COLUMN "%s"', table_name, column_name) as said
           from information_schema.columns where table_schema = 'public' and is_generated = 'ALWAYS'`,
      );
      const claims = upQueries.map(({ query }) => query).filter((query) => CLAIMS.test(query));
      expect(claims.filter((query) => !computed.some(({ said }) => said === query))).toEqual([]);
    } finally {
      await owner.destroy();
    }
  });
});
