import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { Config } from '../src/platform/config/config.js';
import { openDatabase } from '../src/platform/database/open-database.js';
import { fillBoard, OPEN_STAGES } from './lib/board-data.js';
import { BenchClient } from './lib/http.js';
import { DIRECTUS, installDirectus, NoReference, startDirectus } from './lib/directus.js';
import { inTurn, ms } from './lib/measure.js';
import { liaison, startLiaison, type Started } from './lib/processes.js';

/**
 * The board over HTTP beside Directus, which a team without Liaison could build the same board with: both hold the same
 * rows in the same Postgres and answer in turn. Promise: board and search at least 5 times, column and move at least 3 times
 * faster. `--directus FOLDER` takes (or puts) Directus there; otherwise it goes to a temporary folder.
 *
 * What Directus is asked is its quickest way to the same answer: the board as its six columns and one count side by side,
 * a column with its count, a move that also writes one row of history, and a search over departments alone.
 */
const SIZE = { departments: 23_242, pitches: 18_000 };
const SEARCHES = [
  'pittsburg',
  'anchorage police',
  'orange',
  'springfield',
  'clark county',
  'washington',
  'jefferson',
  'university',
];
const FIELDS =
  'id,stage,opened_on,stage_entered_on,last_touched_on,devices_promised,department.id,department.name,department.kind,' +
  'department.city,department.county,department.state,owner.id,owner.name,tasks.id,tasks.title,tasks.due_on';
const NEXT_TASK = 'deep[tasks][_filter][done_at][_null]=true&deep[tasks][_sort]=due_on&deep[tasks][_limit]=1';

const temporary = mkdtempSync(path.join(tmpdir(), 'liaison-bench-'));
const running: Started[] = [];
const clients: BenchClient[] = [];
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const at = process.argv.indexOf('--directus');
const folder = (at > 0 && process.argv[at + 1]) || path.join(temporary, 'directus');

const database = await openDatabase(
  new Config({ DATA_DIR: temporary, LOG_LEVEL: 'silent' }),
  () => undefined,
);
const sql = new pg.Client({ connectionString: database.urls.owner });
try {
  await installDirectus(folder, say);
  await sql.connect();
  await fillBoard(sql, SIZE);
  const env = { DATA_DIR: temporary };
  await liaison(env, 'user:create', '--email', 'bench@bench.example', '--name', 'Bench', '--role', 'rep');
  const token = await liaison(env, 'token:create', '--email', 'bench@bench.example');
  const ours = await startLiaison(env);
  running.push(ours.server);
  const theirs = await startDirectus(folder, database.urls.owner, sql);
  running.push(theirs.server);
  const client = new BenchClient(ours.url, { authorization: `Bearer ${token}` });
  const reference = new BenchClient(theirs.url, theirs.headers);
  clients.push(client, reference);
  await measure(client, reference);
} catch (error) {
  if (!(error instanceof NoReference)) throw error;
  say(error.message);
  process.exitCode = 2;
} finally {
  for (const client of clients) client.close();
  for (const server of running) await server.stop();
  await sql.end().catch(() => undefined);
  await database.close();
  rmSync(temporary, { recursive: true, force: true });
}

async function measure(ours: BenchClient, theirs: BenchClient): Promise<void> {
  await compareAnswers(ours, theirs);
  const stage = (round: number): string => OPEN_STAGES[round % 5] ?? '';
  const term = (round: number): string => encodeURIComponent(SEARCHES[round % SEARCHES.length] ?? '');
  const { rows: pitches } = await sql.query<{ id: string; stage: string }>(
    `select id, stage from pitch where stage in ('prospect', 'contacted', 'pitched') order by md5(id::text) limit 1200`,
  );
  // Each pitch is moved once, by both.
  const move = (round: number) => {
    const pitch = pitches[round % pitches.length];
    return { id: pitch?.id ?? '', from: pitch?.stage ?? '', to: 'in_discussion' };
  };
  const today = new Date().toISOString().slice(0, 10);
  // Both servers are asked until their code is warm, as it is in the office after the first minute.
  // Fifty in a row, because the first answers after the other's turn are slow for a reason no office has.
  const many = { warmUp: 400, counted: 800, spell: 50 };
  const lines = [
    ['board', 5, () => ours.get('/api/v1/pitch-board'), () => theirBoard(theirs), many],
    ['column', 3, (round: number) => ours.get(`/api/v1/pitch-board?stage=${stage(round)}`), (round: number) => theirs.get(theirColumn(stage(round))), many],
    [
      'move',
      3,
      (round: number) => {
        const { id, from, to } = move(round);
        return ours.send('POST', `/api/v1/pitches/${id}/stage-changes`, { to, expectedStage: from });
      },
      (round: number) => {
        const { id, to } = move(round);
        const history = { create: [{ stage: to, occurred_on: today, by_name: 'Bench' }] };
        return theirs.send('PATCH', `/items/pitches/${id}?fields=id,stage,stage_entered_on,stays.id,stays.stage,stays.occurred_on`, {
          stage: to,
          stage_entered_on: today,
          last_touched_on: today,
          stays: history,
        });
      },
      many,
    ],
    ['search', 5, (round: number) => ours.get(`/api/v1/search?q=${term(round)}`), (round: number) => theirs.get(`/items/departments?search=${term(round)}&limit=20`), many],
  ] as const; // prettier-ignore
  say(
    `${SIZE.departments} departments, ${SIZE.pitches} pitches; beside ${DIRECTUS}, same rows, same Postgres, in turn`,
  );
  say('            Liaison p50      p95   Directus p50      p95   ratio p50    p95   promised');
  for (const [name, promised, our, their, rounds] of lines) {
    const [us, them] = await inTurn([our, their], rounds);
    if (!us || !them) continue;
    const ratio = { p50: them.p50 / us.p50, p95: them.p95 / us.p95 };
    if (Math.min(ratio.p50, ratio.p95) < promised) process.exitCode = 1;
    say(
      `${name.padEnd(10)} ${ms(us.p50)} ${ms(us.p95)}      ${ms(them.p50)} ${ms(them.p95)}   ` +
        `${ratio.p50.toFixed(1).padStart(9)} ${ratio.p95.toFixed(1).padStart(6)}   ${`≥ ${promised}`.padStart(8)}`,
    );
  }
}

function theirColumn(stage: string): string {
  return (
    `/items/pitches?fields=${FIELDS}&filter[stage][_eq]=${stage}&filter[closed_on][_null]=true` +
    `&sort=stage_entered_on,id&limit=50&meta=filter_count&${NEXT_TASK}`
  );
}

function theirBoard(theirs: BenchClient): Promise<unknown> {
  return Promise.all([
    ...OPEN_STAGES.map((stage) => theirs.get(theirColumn(stage).replace('&meta=filter_count', ''))),
    theirs.get('/items/pitches?aggregate[count]=*&aggregate[sum]=devices_promised&groupBy[]=stage'),
  ]);
}

/** A race between two answers is worth something only when they are the same answer. */
async function compareAnswers(ours: BenchClient, theirs: BenchClient): Promise<void> {
  const ourCards = (
    JSON.parse((await ours.get('/api/v1/pitch-board?stage=pitched')).text) as {
      columns: { count: number; cards: { id: string }[] }[];
    }
  ).columns[0];
  const their = JSON.parse((await theirs.get(theirColumn('pitched'))).text) as {
    data: { id: string; department: { name: string }; tasks: unknown[] }[];
    meta: { filter_count: number };
  };
  const same =
    ourCards?.count === their.meta.filter_count &&
    JSON.stringify(ourCards.cards.map(({ id }) => id)) === JSON.stringify(their.data.map(({ id }) => id));
  if (!same || !their.data.every(({ department, tasks }) => department.name && tasks.length <= 1))
    throw new Error('The two do not answer the same column.');
}
