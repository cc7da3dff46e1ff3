import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { Config } from '../src/platform/config/config.js';
import { openDatabase } from '../src/platform/database/open-database.js';
import { fillBoard } from './lib/board-data.js';
import { BenchClient } from './lib/http.js';
import { inTurn, ms, type Times } from './lib/measure.js';
import { liaison, startLiaison, type Started } from './lib/processes.js';

/**
 * The search over HTTP, beside what a program without an index of words would ask: every table by `ilike '%…%'`, one
 * statement, in the same Postgres, without the HTTP that ours is measured with. Promise: p95 within 9 ms at 23,242 departments
 * and 18,000 pitches; at 1,000,000 departments with a pitch each the median within 3 times of that. `--small` leaves the
 * million out.
 */
const SIZES = [
  { departments: 23_242, pitches: 18_000 },
  { departments: 1_000_000, pitches: 1_000_000 },
];
/** As people type: whole words, beginnings, states, slips, names hundreds have, nothing at all. */
const SEARCHES = [
  'pittsburg ks', 'pitsburg ks', 'pittsburg kansas', 'springfield', 'springf', 'washington', 'clark county', 'orange',
  'university', 'anchorage police', 'topkea', 'jefferson so', 'portland or', 'san', 'st louis mo', 'lake city', 'KS', 'nobody at all',
  'albuqerque', 'boulder co',
]; // prettier-ignore

/** Every text of every table, as one statement. */
const NAIVE = `
  (select 'department', id::text, name from department where name ilike $1 or ori ilike $1 or county ilike $1 order by name limit 6)
  union all (select 'pitch', p.id::text, d.name from pitch p join department d on d.id = p.department_id
    where d.name ilike $1 order by p.closed_on is not null, d.name limit 6)
  union all (select 'contact', id::text, name from contact where name ilike $1 or email ilike $1 order by name limit 6)
  union all (select 'draft', id::text, title from draft where title ilike $1 order by title limit 6)
  union all (select 'mail', id::text, subject from email_message where subject ilike $1 or to_address ilike $1 order by created_at desc limit 6)
  union all (select 'task', id::text, title from task where title ilike $1 and done_at is null order by due_on limit 6)`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const medians: number[] = [];
for (const size of process.argv.includes('--small') ? SIZES.slice(0, 1) : SIZES) {
  const { ours, naive } = await measured(size);
  medians.push(ours.p50);
  say(
    `${size.departments.toLocaleString('en-US')} departments, ${size.pitches.toLocaleString('en-US')} pitches`,
  );
  say(`  search over HTTP       p50 ${ms(ours.p50)}  p95 ${ms(ours.p95)}`);
  say(`  ilike over all tables  p50 ${ms(naive.p50)}  p95 ${ms(naive.p95)}`);
  say(
    `  ratio ilike : search at p50 = ${(naive.p50 / ours.p50).toFixed(1)}, at p95 = ${(naive.p95 / ours.p95).toFixed(1)}`,
  );
}
if (medians[0] && medians[1])
  say(`ratio 1,000,000 : 23,242 at p50 = ${(medians[1] / medians[0]).toFixed(2)} (promise: at most 3)`);

async function measured(size: (typeof SIZES)[number]): Promise<{ ours: Times; naive: Times }> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'liaison-bench-'));
  const database = await openDatabase(
    new Config({ DATA_DIR: temporary, LOG_LEVEL: 'silent' }),
    () => undefined,
  );
  const sql = new pg.Client({ connectionString: database.urls.owner });
  let running: Started | undefined;
  let client: BenchClient | undefined;
  try {
    await sql.connect();
    await fillBoard(sql, size);
    const env = { DATA_DIR: temporary };
    await liaison(env, 'user:create', '--email', 'bench@bench.example', '--name', 'Bench', '--role', 'rep');
    const token = await liaison(env, 'token:create', '--email', 'bench@bench.example');
    const { server, url } = await startLiaison(env);
    running = server;
    client = new BenchClient(url, { authorization: `Bearer ${token}` });
    const asked = client;
    const typed = (round: number): string => SEARCHES[round % SEARCHES.length] ?? '';
    // The slow one is asked less often where it takes a second each time.
    const counted = size.departments > 100_000 ? 3 * SEARCHES.length : 20 * SEARCHES.length;
    for (let round = 0; round < 8 * SEARCHES.length; round++)
      await asked.get(`/api/v1/search?q=${encodeURIComponent(typed(round))}`);
    const [ours, naive] = await inTurn(
      [
        (round) => asked.get(`/api/v1/search?q=${encodeURIComponent(typed(round))}`),
        (round) => sql.query(NAIVE, [`%${typed(round)}%`]),
      ],
      { warmUp: SEARCHES.length, counted },
    );
    if (!ours || !naive) throw new Error('Nothing was measured.');
    return { ours, naive };
  } finally {
    client?.close();
    await running?.stop();
    await sql.end().catch(() => undefined);
    await database.close();
    rmSync(temporary, { recursive: true, force: true });
  }
}
