/**
 * Runs once before all tests: builds the server, starts one Postgres for the whole run (no durability: it is thrown away)
 * and migrates one template database that every spec's own database is cloned from. Plain JavaScript, because Jest does
 * not transform an ES module given as globalSetup.
 *
 * A fault here does not stop rules that need no database; the specs that do need one report it.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../../scripts/lib/ensure.mjs';
import { inProject, note } from '../../scripts/lib/project.mjs';

const PREFIX = 'liaison-test-';
const A_DAY_MS = 86_400_000;

export default async function globalSetup() {
  try {
    await ensureBuilt({ parts: ['server', 'tests'] });
  } catch (error) {
    // What an earlier build left behind is not what is to be tested.
    process.env.LIAISON_BUILD_FAULT = error.message;
    note(error.message);
  }
  removeForgotten();
  try {
    const { acquireEmbeddedPostgres } = await import(inProject('dist/src/platform/postgres/acquire.js'));
    const dataDir = mkdtempSync(join(tmpdir(), PREFIX));
    const postgres = await acquireEmbeddedPostgres({ dataDir, durable: false, log: note });
    globalThis.liaisonTestPostgres = { postgres, dataDir };
    process.env.LIAISON_TEST_PG = postgres.ownerUrl;
    await makeTemplate(postgres.ownerUrl);
  } catch (error) {
    process.env.LIAISON_TEST_PG_FAULT = error.stack ?? String(error);
    note(`The test database could not be made: ${error.stack ?? error}`);
  }
}

async function makeTemplate(ownerUrl) {
  const { default: pg } = await import('pg');
  const { runMigrations } = await import(inProject('dist/src/platform/database/migrate.js'));
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query('CREATE DATABASE liaison_template');
  await client.end();
  const url = new URL(ownerUrl);
  url.pathname = '/liaison_template';
  await runMigrations(url.href);
}

/** Folders of runs that were killed; a run in progress is never this old. */
function removeForgotten() {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    try {
      if (Date.now() - statSync(folder).mtimeMs > A_DAY_MS) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's.
    }
  }
}
