import pg from 'pg';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Config } from '../src/platform/config/config.js';
import { openDatabase } from '../src/platform/database/open-database.js';
import { timed } from './lib/bench-app.js';
import { fillDownloads } from './lib/download-data.js';
import { makePerson, openDesk } from './lib/desk.js';
import { makePartners } from './lib/partnership-data.js';
import { liaison } from './lib/processes.js';

/**
 * `rebuild-counts` over a million decided downloads, from the decisions alone, once with nothing wrong and once with all
 * counters gone, beside what any such command has to do at least: a bare `select … group by` over the latest decision of each
 * download. Promise: at most 10 seconds, and the same counters afterwards.
 */
const EVENTS = 1_000_000;
const PARTNERS = 50;
/** So many that devices are few: making counts again is measured, not giving devices out. */
const DOWNLOADS_PER_DEVICE = 10_000;
const MOST_SECONDS = 10;
const COUNTERS = `select md5(string_agg(c::text, ',' order by c::text)) as all from partnership_count c`;
const AT_LEAST = `select partnership_id, terms_version_id, extract(year from occurred_on), disposition, count(*)
  from (select distinct on (download_id) * from download_decision order by download_id, seq desc) latest group by 1, 2, 3, 4`;

const temporary = mkdtempSync(path.join(tmpdir(), 'liaison-bench-'));
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const database = await openDatabase(
  new Config({ DATA_DIR: temporary, LOG_LEVEL: 'silent' }),
  () => undefined,
);
const sql = new pg.Client({ connectionString: database.urls.owner });
try {
  const env = { DATA_DIR: temporary };
  await makePerson(env, 'admin');
  const { client, server } = await openDesk(env);
  await makePartners(client, PARTNERS, DOWNLOADS_PER_DEVICE);
  client.close();
  await server.stop();
  await sql.connect();
  await fillDownloads(sql, EVENTS);
  const counters = async (): Promise<string> =>
    (await sql.query<{ all: string }>(COUNTERS)).rows[0]?.all ?? '';
  // The devices that so many downloads earn are issued by the first run.
  await liaison(env, 'rebuild-counts');
  const right = await counters();
  const atLeast = await timed(() => sql.query(AT_LEAST));
  const unchanged = await timed(() => liaison(env, 'rebuild-counts'));
  await sql.query(`delete from partnership_count`);
  const fromNothing = await timed(() => liaison(env, 'rebuild-counts'));
  const same = (await counters()) === right;
  say(`${EVENTS} downloads of ${PARTNERS} partnerships; the whole command, its start included`);
  for (const [name, took] of [['nothing wrong', unchanged], ['all counters gone', fromNothing]] as const)
    say(`${name.padEnd(18)} ${(took / 1_000).toFixed(1)} s (≤ ${MOST_SECONDS}), ${(took / atLeast).toFixed(1)} times a bare count of ${(atLeast / 1_000).toFixed(1)} s`); // prettier-ignore
  say(same ? 'the same counters as before' : 'OTHER COUNTERS than before');
  if (!same || Math.max(unchanged, fromNothing) > MOST_SECONDS * 1_000) process.exitCode = 1;
} finally {
  await sql.end().catch(() => undefined);
  await database.close();
  rmSync(temporary, { recursive: true, force: true });
}
