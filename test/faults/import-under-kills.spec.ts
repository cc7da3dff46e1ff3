import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ImportsService } from '../../src/imports/imports.service.js';
import { SYSTEM } from '../../src/platform/actor.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Chance } from '../support/faults-chance.js';
import { Crowd } from '../support/faults-crowd.js';
import { printedSeed, size } from '../support/size.js';
import { until } from '../support/until.js';

const ROWS = size(6_000, 120_000);
/** Of them are in the directory already: some say what stands there, some something new. */
const KNOWN = 1_000;
const KILLS = size(1, 40);

const HEADER = 'ori,state,agency_name,agency_type_name,primary_county,population';
const ori = (i: number): string => `KS${String(i).padStart(7, '0')}`;
const row = (i: number, population: number | ''): string =>
  `${ori(i)},KS,Invented ${i % 700} Police Department,City,County ${i % 90},${population}`;
const listOf = (from: number, to: number, population: (i: number) => number | ''): Buffer =>
  Buffer.from(
    [HEADER, ...Array.from({ length: to - from }, (_, k) => row(from + k, population(from + k)))].join('\n'),
  );

describe('a list that is taken in and back while workers are killed', () => {
  const seed = printedSeed('Import under kills');
  const chance = new Chance(seed);
  let app: TestApp;
  let folder: string;
  let workers: Crowd;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'liaison-import-'));
    app = await startTestApp();
    const known = await preview(listOf(0, KNOWN, () => 100));
    await app.get(ImportsService).requestApplication(SYSTEM, known);
    await app.get(ImportsService).workOn(known);
    workers = new Crowd(
      {
        DATABASE_URL: app.databaseUrl,
        DATA_DIR: folder,
        SECRET_KEY: 'a-test-key-of-at-least-32-characters',
      },
      ['worker', 'worker'],
    );
    await workers.start();
  }, 120_000);
  afterAll(async () => {
    await workers.close();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const preview = (content: Buffer): Promise<string> =>
    app.get(ImportsService).preview(SYSTEM, { source: 'kills', fileName: 'kills.csv', content });

  const stateOf = async (id: string): Promise<string> =>
    String((await app.sql(`select state from data_import where id = $1`, [id]))[0]?.['state']);

  /** Everything the list could change, as one text. */
  const directory = async (): Promise<unknown> =>
    app.sql(`select count(*)::int as n, md5(string_agg(concat_ws('|', d.id, d.ori, d.name, d.population_served, d.imported, s.slugs), ','
        order by d.ori)) as what
      from department d join lateral (select string_agg(slug || current, ' ' order by slug) as slugs
        from department_slug where department_id = d.id) s on true`);

  /** Kills one worker or the other, at moments nobody chose, until the work is done. */
  const killUntil = async (id: string, done: string): Promise<number> => {
    let kills = 0;
    for (; kills < KILLS && (await stateOf(id)) !== done; kills++) {
      await pause(chance.below(700));
      const first = chance.below(workers.count);
      for (let turn = first; !(await workers.kill(turn % workers.count)); turn++) await pause(50);
    }
    await until(`the import to be ${done}`, async () => (await stateOf(id)) === done, 240_000);
    return kills;
  };

  it('creates and changes every row once, and puts everything back', async () => {
    const before = await directory();
    const id = await preview(listOf(0, ROWS, (i) => (i < KNOWN && i % 2 === 0 ? 100 : 200 + i)));

    await app.get(ImportsService).requestApplication(SYSTEM, id);
    const whileApplying = await killUntil(id, 'applied');
    const [counts] = await app.sql(
      `select created, updated, unchanged, flagged, progress_done as done from data_import where id = $1`,
      [id],
    );
    expect(counts).toEqual({
      created: ROWS - KNOWN,
      updated: KNOWN / 2,
      unchanged: KNOWN / 2,
      flagged: 0,
      done: ROWS - KNOWN / 2,
    });
    const [wrong] = await app.sql(
      `select (select count(*)::int from department) as departments,
              (select count(distinct ori)::int from department) as oris,
              (select count(*)::int from department_slug where current) as addresses,
              (select count(*)::int from department d where d.population_served is distinct from
                 case when right(d.ori, 7)::int < $1 and right(d.ori, 7)::int % 2 = 0 then 100 else 200 + right(d.ori, 7)::int end) as otherwise`,
      [KNOWN],
    );
    expect(wrong).toEqual({ departments: ROWS, oris: ROWS, addresses: ROWS, otherwise: 0 });

    await app.get(ImportsService).requestReversal(SYSTEM, id);
    const whileReverting = await killUntil(id, 'reverted');
    expect(await directory()).toEqual(before);
    const events = await app.sql(
      `select type, count(*)::int as n from domain_event where subject_id = $1 and type in ('department_import.applied', 'department_import.reverted')
        group by type order by type`,
      [id],
    );
    expect(events.map(({ n }) => n)).toEqual([1, 1]);
    process.stderr.write(
      `${ROWS} rows in and back, ${whileApplying} kills while applying, ${whileReverting} while reverting (seed ${seed})\n`,
    );
  }, 1_200_000);
});
