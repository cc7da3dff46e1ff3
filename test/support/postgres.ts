import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of one spec's own. */
export interface TestDatabase {
  name: string;
  /** Address for the owner role, as DATABASE_URL would be. */
  url: string;
  /** Removes it, ending connections that are still open. */
  drop(): Promise<void>;
}

/** The migrated database every spec's own is cloned from. */
export const MIGRATED = 'liaison_template';
/** Nothing in it at all, for specs about migrations themselves. */
export const EMPTY = 'template0';

/** Address of the run's Postgres for the owner role, on a database nobody tests in. */
export function testPostgresUrl(): string {
  const { LIAISON_TEST_PG: url, LIAISON_TEST_PG_FAULT: fault } = process.env;
  if (fault) throw new Error(`The test database could not be made: ${fault}`);
  if (!url)
    throw new Error(
      'No test Postgres: run specs through Jest, which starts one (test/support/global-setup.mjs).',
    );
  return url;
}

/** Clones a fresh database from a template, migrated unless said otherwise; a twentieth of a second in memory, a second on a slow disk. */
export async function createTestDatabase(template: string = MIGRATED): Promise<TestDatabase> {
  const base = testPostgresUrl();
  const name = `spec_${randomBytes(6).toString('hex')}`;
  // By files: half the work of going through the log, which nobody here will read.
  await onMaintenance(base, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const url = new URL(base);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    drop: () => dropDatabase(base, name),
  };
}

/** Autovacuum may just be at work in it, and only a superuser may end that: it is gone a moment later. */
async function dropDatabase(url: string, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await onMaintenance(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    } catch (error) {
      if ((error as { code?: string }).code !== '42501' || tries === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

async function onMaintenance(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
