import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createContext } from '../src/create-app.js';
import { SystemClock } from '../src/platform/clock.js';
import { Config } from '../src/platform/config/config.js';
import { openDatabase } from '../src/platform/database/open-database.js';
import { newId } from '../src/platform/id.js';
import type { DownloadEvent } from '../src/referrals/download-event.js';
import { WaitingDownloads } from '../src/referrals/waiting-downloads.js';
import { keepWaiting } from '../src/referrals/waiting-rows.js';
import { median, timed } from './lib/bench-app.js';
import { makePerson, openDesk } from './lib/desk.js';
import { makePartners, type Partner } from './lib/partnership-data.js';

/**
 * What a burst left behind, worked off: events that were kept and answered become downloads, are decided, counted, and give out devices. Beside
 * it the least anybody does with as many events: bare inserts of 500 rows by unnest, each committed, into a table with the columns
 * and unique keys of `download` and nothing else. Five runs each, in turn; medians. Promise: at least a third of the bare rate.
 */
const EVENTS = 20_000;
const ROWS = 500;
const PARTNERS = 100;
/** Events that come at a time. */
const CONNECTIONS = 64;
const RUNS = 5;
const PROMISED = 0.33;
const BARE = `insert into bare_download select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
  $7::bool[], $8::bool[], $9::timestamptz[], $10::timestamptz[]) on conflict (provider, external_id) do nothing`;

const temporary = mkdtempSync(path.join(tmpdir(), 'liaison-bench-'));
const config = new Config({ DATA_DIR: temporary, LOG_LEVEL: 'silent' });
const database = await openDatabase(config, () => undefined);
const sql = new pg.Client({ connectionString: database.urls.owner });
const say = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  const env = { DATA_DIR: temporary };
  await makePerson(env, 'admin');
  const { client, server } = await openDesk(env);
  const partners = await makePartners(client, PARTNERS);
  client.close();
  await server.stop();
  await sql.connect();
  await sql.query(`create table bare_download (id uuid primary key, provider text not null, external_id text not null, kind text not null,
    alias text, os text, existing_user boolean not null, test_device boolean not null, occurred_at timestamptz not null,
    received_at timestamptz not null, unique (provider, external_id))`);
  const app = await createContext({ config, urls: database.urls, clock: new SystemClock() }, false);
  const waiting = app.get(WaitingDownloads, { strict: false });
  const rates = { bare: [] as number[], ours: [] as number[] };
  for (let run = 0; run < RUNS; run++) {
    const bare = events(partners);
    rates.bare.push(
      (EVENTS / (await timed(() => inPortions(bare, (columns) => sql.query(BARE, columns))))) * 1_000,
    );
    await keep(partners);
    rates.ours.push((EVENTS / (await timed(() => waiting.sweep()))) * 1_000);
    const { rows } = await sql.query<{ left: number }>('select count(*)::int as left from download_waiting');
    if (rows[0]?.left !== 0) throw new Error(`${rows[0]?.left} downloads still wait.`);
  }
  await app.close();
  const [bare, ours] = [median(rates.bare), median(rates.ours)];
  const devices = (await sql.query<{ n: number }>('select count(*)::int as n from reward')).rows[0]?.n;
  say(
    `${EVENTS} events of ${PARTNERS} partnerships a run; medians of ${RUNS} runs; ${devices} devices given out`,
  );
  say(`bare inserts of ${ROWS}      ${bare.toFixed(0).padStart(7)} events/s`);
  say(`decided and counted     ${ours.toFixed(0).padStart(7)} events/s`);
  say(`ratio ${(ours / bare).toFixed(2)} (≥ ${PROMISED})`);
  if (ours / bare < PROMISED) process.exitCode = 1;
} finally {
  await sql.end().catch(() => undefined);
  await database.close();
  rmSync(temporary, { recursive: true, force: true });
}

type Row = unknown[];

function events(partners: readonly Partner[]): Row[] {
  return Array.from({ length: EVENTS }, (_, i) => {
    const at = new Date(Date.now() - 60_000);
    const id = newId();
    return [
      id,
      'branch',
      `bench-${id}`,
      'install',
      partners[i % partners.length]?.alias,
      'ios',
      false,
      false,
      at,
      at,
    ];
  });
}

async function inPortions(
  rows: readonly Row[],
  write: (columns: unknown[][]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS) {
    const some = rows.slice(from, from + ROWS);
    await write(Array.from({ length: 10 }, (_, column) => some.map((row) => row[column])));
  }
}

/** As many as a burst brings at a time are kept together, as the door does it. */
async function keep(partners: readonly Partner[]): Promise<void> {
  const at = new Date(Date.now() - 60_000);
  for (let from = 0; from < EVENTS; from += CONNECTIONS) {
    const some = Array.from({ length: Math.min(CONNECTIONS, EVENTS - from) }, (_, i): DownloadEvent => {
      const alias = partners[(from + i) % partners.length]?.alias ?? null;
      const flags = { existingUser: false, testDevice: false };
      return {
        provider: 'branch',
        externalId: `bench-${newId()}`,
        kind: 'install',
        alias,
        os: 'ios',
        ...flags,
        occurredAt: at,
      };
    });
    await keepWaiting((text, values) => sql.query(text, values), some, at);
  }
}
