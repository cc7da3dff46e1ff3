import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { Config } from '../src/platform/config/config.js';
import { openDatabase } from '../src/platform/database/open-database.js';
import { fillDownloads } from './lib/download-data.js';
import { makePerson, newDatabase, openDesk } from './lib/desk.js';
import type { BenchClient } from './lib/http.js';
import { inTurn, ms } from './lib/measure.js';
import { makePartners } from './lib/partnership-data.js';
import type { Env, Started } from './lib/processes.js';

/**
 * How far a department is to its next device, asked of two servers on one Postgres: one that knows 10,000 downloads, one that
 * knows 10,000,000 (`--events N` for another number). Promise: p95 within 1.2 times. Making the rows takes some minutes.
 */
const FEW = 10_000;
const at = process.argv.indexOf('--events');
const MANY = (at > 0 && Number(process.argv[at + 1])) || 10_000_000;
const PARTNERS = 20;
const MOST = 1.2;

const temporary = mkdtempSync(path.join(tmpdir(), 'liaison-bench-'));
const running: Started[] = [];
const clients: BenchClient[] = [];
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const postgres = await openDatabase(
  new Config({ DATA_DIR: path.join(temporary, 'postgres'), LOG_LEVEL: 'silent' }),
  () => undefined,
);

/** A server on a database of its own that knows so many downloads; asks for the progress of one partnership after another. */
async function desk(name: string, events: number): Promise<(round: number) => Promise<unknown>> {
  const url = await newDatabase(postgres.urls.owner, name);
  const env: Env = { DATABASE_URL: url, DATA_DIR: path.join(temporary, name) };
  await makePerson(env, 'admin');
  const { client, server } = await openDesk(env);
  running.push(server);
  clients.push(client);
  const partners = await makePartners(client, PARTNERS);
  const sql = new pg.Client({ connectionString: url });
  await sql.connect();
  const from = performance.now();
  await fillDownloads(sql, events);
  await sql.end();
  say(`${events} downloads made in ${Math.round((performance.now() - from) / 1_000)} s`);
  return (round) => client.get(`/api/v1/partnerships/${partners[round % PARTNERS]?.id ?? ''}/progress`);
}

try {
  const few = await desk('few', FEW);
  const many = await desk('many', MANY);
  const [small, large] = await inTurn([few, many], { warmUp: 400, counted: 1_000, spell: 20 });
  if (!small || !large) throw new Error('Nothing was measured.');
  const ratio = large.p95 / small.p95;
  say(`progress     ${String(FEW).padStart(10)} p50 ${ms(small.p50)} p95 ${ms(small.p95)}`);
  say(`             ${String(MANY).padStart(10)} p50 ${ms(large.p50)} p95 ${ms(large.p95)}`);
  say(`ratio p95 ${ratio.toFixed(2)} (≤ ${MOST}), p50 ${(large.p50 / small.p50).toFixed(2)}`);
  if (ratio > MOST) process.exitCode = 1;
} finally {
  for (const client of clients) client.close();
  for (const server of running) await server.stop();
  await postgres.close();
  rmSync(temporary, { recursive: true, force: true });
}
