import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { Config } from '../src/platform/config/config.js';
import { openDatabase } from '../src/platform/database/open-database.js';
import { fillBoard, OPEN_STAGES } from './lib/board-data.js';
import { makePerson, newDatabase, openDesk } from './lib/desk.js';
import type { BenchClient } from './lib/http.js';
import { inTurn, ms } from './lib/measure.js';
import type { Env, Started } from './lib/processes.js';

/**
 * The board and the search at the country's size and at a million departments with a pitch each, two servers on one Postgres
 * asked in turn. Promise: board, column and move within 1.3 times, search within 3 times. Runs some minutes.
 */
const SMALL = { departments: 23_242, pitches: 18_000 };
const LARGE = { departments: 1_000_000, pitches: 1_000_000 };
const SEARCHES = ['pittsburg', 'anchorage police', 'orange', 'springfield', 'clark county', 'washington'];

const temporary = mkdtempSync(path.join(tmpdir(), 'liaison-bench-'));
const running: Started[] = [];
const clients: BenchClient[] = [];
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const postgres = await openDatabase(
  new Config({ DATA_DIR: path.join(temporary, 'postgres'), LOG_LEVEL: 'silent' }),
  () => undefined,
);

/** A server on a database of its own, filled, with a client that may move cards. */
async function desk(name: string, size: typeof SMALL): Promise<{ client: BenchClient; sql: pg.Client }> {
  const url = await newDatabase(postgres.urls.owner, name);
  const env: Env = { DATABASE_URL: url, DATA_DIR: path.join(temporary, name) };
  await makePerson(env, 'rep');
  const sql = new pg.Client({ connectionString: url });
  await sql.connect();
  const from = performance.now();
  await fillBoard(sql, size);
  say(
    `${size.departments} departments, ${size.pitches} pitches made in ${Math.round((performance.now() - from) / 1_000)} s`,
  );
  const { client, server } = await openDesk(env);
  running.push(server);
  clients.push(client);
  return { client, sql };
}

const connections: pg.Client[] = [];
try {
  const small = await desk('small', SMALL);
  const large = await desk('large', LARGE);
  connections.push(small.sql, large.sql);
  const stage = (round: number): string => OPEN_STAGES[round % 5] ?? '';
  const term = (round: number): string => encodeURIComponent(SEARCHES[round % SEARCHES.length] ?? '');
  const movable = async ({ sql }: typeof small): Promise<string[]> => {
    const { rows } = await sql.query<{ id: string }>(
      `select id from pitch where stage = 'pitched' order by stage_entered_on desc, id limit 400`,
    );
    return rows.map(({ id }) => id);
  };
  const mover = async (one: typeof small): Promise<(round: number) => Promise<unknown>> => {
    const ids = await movable(one);
    return (round) =>
      one.client.send('POST', `/api/v1/pitches/${ids[round % ids.length]}/stage-changes`, {
        to: 'in_discussion',
      });
  };
  const rounds = { warmUp: 40, counted: 200 };
  const both = (path: (round: number) => string) =>
    [small, large].map(
      ({ client }) =>
        (round: number) =>
          client.get(path(round)),
    );
  const asked: [string, number, ((round: number) => Promise<unknown>)[]][] = [
    ['board', 1.3, both(() => '/api/v1/pitch-board')],
    ['column', 1.3, both((round) => `/api/v1/pitch-board?stage=${stage(round)}`)],
    ['move', 1.3, [await mover(small), await mover(large)]],
    ['search', 3, both((round) => `/api/v1/search?q=${term(round)}`)],
  ];
  say('              23k p50      p95      1M p50      p95   ratio p50   promised');
  for (const [name, promised, ways] of asked) {
    const [few, many] = await inTurn(ways, rounds);
    if (!few || !many) continue;
    const ratio = many.p50 / few.p50;
    if (ratio > promised) process.exitCode = 1;
    say(
      `${name.padEnd(10)} ${ms(few.p50)} ${ms(few.p95)}   ${ms(many.p50)} ${ms(many.p95)}   ` +
        `${ratio.toFixed(2).padStart(9)}   ${`≤ ${promised}`.padStart(8)}`,
    );
  }
} finally {
  for (const client of clients) client.close();
  for (const server of running) await server.stop();
  for (const sql of connections) await sql.end().catch(() => undefined);
  await postgres.close();
  rmSync(temporary, { recursive: true, force: true });
}
