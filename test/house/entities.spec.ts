import { DataSource } from 'typeorm';
import { startTestApp, type TestApp } from '../support/app.js';

/**
 * Constraints, indexes and foreign keys are written by hand in migrations, with names and conditions no decorator can
 * say (partial, deferred, across rooms), so only what entities do claim is compared: tables, columns, types, nulls.
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
    try {
      const { upQueries } = await owner.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query).filter((query) => CLAIMS.test(query))).toEqual([]);
    } finally {
      await owner.destroy();
    }
  });
});
