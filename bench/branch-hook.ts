import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import autocannon from 'autocannon';
import pg from 'pg';
import { Config } from '../src/platform/config/config.js';
import { openDatabase } from '../src/platform/database/open-database.js';
import { newId } from '../src/platform/id.js';
import { projectRoot } from '../src/platform/project-root.js';
import { median } from './lib/bench-app.js';
import { installBody } from './lib/branch-body.js';
import { makePerson, openDesk } from './lib/desk.js';
import { makePartners } from './lib/partnership-data.js';
import type { Started } from './lib/processes.js';

/**
 * Reported installs over HTTP, answered after the commit: 64 connections, each with the next event of 2 KB as soon as the last is
 * answered. Beside ours, which also decides, counts and works out devices, two bare Fastify routes that only keep a row: one INSERT
 * per request, and the same coalescing as ours. Five runs each, in turn; medians. Promise: at least 1.5 times the first and 0.75
 * times the second, and a p99 no worse than the first's.
 */
const SECRET = 'branch-bench-secret-0123456789';
const PARTNERS = 200;
const CONNECTIONS = 64;
const SECONDS = 5;
const RUNS = 5;

const temporary = mkdtempSync(path.join(tmpdir(), 'liaison-bench-'));
const database = await openDatabase(
  new Config({ DATA_DIR: temporary, LOG_LEVEL: 'silent' }),
  () => undefined,
);
const sql = new pg.Client({ connectionString: database.urls.owner });
const references: ChildProcess[] = [];
let ours: Started | undefined;
try {
  await sql.connect();
  await sql.query(
    `create table reference_download (id text primary key, kind text not null, alias text not null, os text not null, at timestamptz not null)`,
  );
  const env = { DATA_DIR: temporary, BRANCH_WEBHOOK_SECRET: SECRET };
  await makePerson(env, 'admin');
  const { client, url: home, server } = await openDesk(env);
  ours = server;
  const aliases = (await makePartners(client, PARTNERS)).map(({ alias }) => alias);
  client.close();
  const ways = [
    { name: 'bare, one INSERT each', url: await reference('single') },
    { name: 'bare, coalesced', url: await reference('coalesced') },
    { name: 'Liaison', url: `${home}/hooks/branch/${SECRET}` },
  ];
  const lags: number[] = [];
  const figures = ways.map(() => ({ rate: [] as number[], p99: [] as number[] }));
  for (const { url } of ways) {
    await run(url, aliases, 3);
    await untilAllIsDone();
  }
  for (let round = 0; round < RUNS; round++) {
    for (const [place, { url }] of ways.entries()) {
      const { rate, p99 } = await run(url, aliases, SECONDS);
      figures[place]?.rate.push(rate);
      figures[place]?.p99.push(p99);
      lags.push(await untilAllIsDone());
    }
  }
  say(
    Math.max(...lags),
    ways.map(({ name }, place) => ({ name, rate: mid(figures[place]?.rate), p99: mid(figures[place]?.p99) })),
  );
} finally {
  for (const child of references) child.kill();
  await ours?.stop();
  await sql.end().catch(() => undefined);
  await database.close();
  rmSync(temporary, { recursive: true, force: true });
}

function mid(values: number[] | undefined): number {
  return median(values ?? []);
}

function say(lag: number, rows: { name: string; rate: number; p99: number }[]): void {
  const [single, coalesced, ourselves] = rows;
  if (!single || !coalesced || !ourselves) return;
  const out = (line: string): void => void process.stdout.write(`${line}\n`);
  out(
    `Branch hook, ${CONNECTIONS} connections, 2 KB each, ${PARTNERS} partnerships; medians of ${RUNS} runs`,
  );
  for (const { name, rate, p99 } of rows)
    out(`${name.padEnd(24)} ${rate.toFixed(0).padStart(7)} req/s   p99 ${p99.toFixed(0).padStart(4)} ms`);
  const [first, second] = [ourselves.rate / single.rate, ourselves.rate / coalesced.rate];
  out(
    `ratio to one INSERT each ${first.toFixed(2)} (≥ 1.5), to the coalesced one ${second.toFixed(2)} (≥ 0.75)`,
  );
  out(`after five seconds of it the last was decided within ${lag.toFixed(1)} s`);
  if (first < 1.5 || second < 0.75 || ourselves.p99 > single.p99) process.exitCode = 1;
}

/** What a run left to be decided and told must not slow the next one's neighbour down. Resolves with the seconds until all was decided. */
async function untilAllIsDone(): Promise<number> {
  const from = performance.now();
  const none = async (question: string): Promise<boolean> =>
    (await sql.query<{ none: boolean }>(`select not exists (${question}) as none`)).rows[0]?.none ?? false;
  while (!(await none('select from download_waiting'))) await pause(50);
  const decided = (performance.now() - from) / 1_000;
  while (!(await none(`select from event_delivery where state = 'pending'`))) await pause(100);
  return decided;
}

async function run(url: string, aliases: string[], duration: number): Promise<{ rate: number; p99: number }> {
  let sent = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => ({
          ...request,
          body: installBody(newId(), aliases[sent++ % aliases.length] ?? ''),
        }),
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed.`);
  return { rate: result['2xx'] / result.duration, p99: result.latency.p99 };
}

async function reference(mode: string): Promise<string> {
  const program = path.join(projectRoot(), 'dist', 'bench', 'lib', 'reference-hook.js');
  const child = spawn(process.execPath, [program, database.urls.owner, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  references.push(child);
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return `http://127.0.0.1:${port.toString().trim()}/hook`;
}
