/**
 * Runs once before all tests: builds the server, starts one Postgres for the whole run (no durability: it is thrown away)
 * and migrates one template database that every spec's own database is cloned from. Plain JavaScript, because Jest does
 * not transform an ES module given as globalSetup.
 *
 * A fault here does not stop rules that need no database; the specs that do need one report it.
 */
import { accessSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ensureBuilt } from '../../scripts/lib/ensure.mjs';
import { inProject, note } from '../../scripts/lib/project.mjs';

const PREFIX = 'liaison-test-';
const A_DAY_MS = 86_400_000;
const MEMORY = '/dev/shm';
/** A run holds about half a gigabyte at a time; nobody else should feel it. */
const ROOM_BYTES = 3e9;

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
    const dataDir = mkdtempSync(join(placeForData(), `${PREFIX}${process.pid}-`));
    const postgres = await acquireEmbeddedPostgres({ dataDir, durable: false, log: note });
    globalThis.liaisonTestPostgres = { postgres, dataDir };
    process.env.LIAISON_TEST_PG = postgres.ownerUrl;
    await makeTemplate(postgres.ownerUrl);
  } catch (error) {
    process.env.LIAISON_TEST_PG_FAULT = error.stack ?? String(error);
    note(`The test database could not be made: ${error.stack ?? error}`);
  }
}

/**
 * In memory where there is room. A database is a thousand small files, and each spec gets one: on some disks making them takes
 * forty times as long.
 */
function placeForData() {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize >= ROOM_BYTES && freemem() >= ROOM_BYTES) return MEMORY;
  } catch {
    // Not every system has it.
  }
  return tmpdir();
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

/** Folders of runs that were killed: the process they are named after is gone, or they are older than any run. */
function removeForgotten() {
  const found = [tmpdir(), MEMORY].flatMap((place) => {
    try {
      return readdirSync(place).map((name) => join(place, name));
    } catch {
      return [];
    }
  });
  for (const folder of found) {
    if (!basename(folder).startsWith(PREFIX)) continue;
    try {
      const owner = Number(basename(folder).slice(PREFIX.length).split('-')[0]);
      if (isGone(owner) || Date.now() - statSync(folder).mtimeMs > A_DAY_MS)
        rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's.
    }
  }
}

function isGone(pid) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
