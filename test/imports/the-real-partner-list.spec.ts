import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SYSTEM } from '../../src/platform/actor.js';
import { ImportsService } from '../../src/imports/imports.service.js';
import { SettlingService } from '../../src/imports/settling.service.js';
import { projectRoot } from '../../src/platform/project-root.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { SAMPLE } from './partner-sample.js';

const folder = process.env['LIAISON_DATA'] ?? path.resolve(projectRoot(), '../shared/data');
const agencies = path.join(folder, 'fbi-agencies-2017.csv');
const partners = path.join(folder, 'ring-partners-2020-10-07.csv');
const there = existsSync(agencies) && existsSync(partners);

// The invented lists of moving-from-another-system.spec.ts and the tables of the rules have every defect of these.
const described = there ? describe : describe.skip;
if (!there) process.stderr.write(`The real partner list is not at ${folder}; its test is skipped.\n`);

described('the real partner list joined to the real agency list', () => {
  let app: TestApp;
  let id: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2020-10-07T15:00:00Z' });
    const imports = app.get(ImportsService);
    const directory = await imports.preview(SYSTEM, {
      source: 'fbi-2017',
      fileName: 'agencies.csv',
      content: readFileSync(agencies),
    });
    await imports.requestApplication(SYSTEM, directory);
    await imports.workOn(directory);
    const received = await imports.receive(SYSTEM, {
      kind: 'pitches',
      source: 'partners-2020',
      fileName: 'partners.csv',
      content: readFileSync(partners),
    });
    id = received.id;
    await imports.nameColumns(SYSTEM, id, {
      mapping: { department: 'agency', state: 'state', county: 'county', on_green_lit: 'active_date_raw' },
      format: {},
      unmatched: 'settle',
    });
  }, 180_000);
  afterAll(() => app.close());

  const item = async () => (await app.sql(`select * from data_import where id = $1`, [id]))[0];

  it('matches at least 84 % by itself, with days in two spellings, and leaves the rest to a person', async () => {
    const { rows, created, flagged, doubtful, settings } = (await item()) as Record<string, number> & {
      settings: object;
    };
    expect([rows, settings]).toEqual([1501, expect.objectContaining({ dayOrder: 'mdy' })]);
    expect(created! / rows!).toBeGreaterThanOrEqual(0.84);
    // Two departments stand twice among those it matched.
    expect(flagged).toBeLessThanOrEqual(3);
    expect(created! + flagged! + doubtful!).toBe(1501);
  });

  it('matches none of the sample wrongly', async () => {
    // Lines of the file are rows of the list, one after another.
    const lines = new Map(
      readFileSync(partners, 'utf8')
        .split('\n')
        .map((text, index) => [text.split(',')[0] ?? '', index + 1]),
    );
    const found = new Map(
      (
        await app.sql<{ line: number; ori: string }>(
          `select r.line, d.ori from data_import_row r join department d on d.id = r.department_id where r.import_id = $1`,
          [id],
        )
      ).map(({ line, ori }) => [line, ori]),
    );
    const decided = [...SAMPLE].flatMap(([row, meant]) => {
      const ori = found.get(lines.get(row) ?? 0);
      return ori === undefined ? [] : [{ row, ori, meant }];
    });
    expect(decided.filter(({ ori, meant }) => ori !== meant)).toEqual([]);
    expect(SAMPLE.size).toBe(100);
    expect(decided.length).toBeGreaterThanOrEqual(84);
    process.stderr.write(`Of the sample of 100 the matcher decided ${decided.length}, none wrongly.\n`);
    // And the one everybody gets wrong is asked about: Richland Township stands in two counties.
    const [richland] = await app.sql(
      `select outcome, code from data_import_row where import_id = $1 and place ->> 'name' = 'Richland Township Police Department'`,
      [id],
    );
    expect(richland).toEqual({ outcome: 'doubtful', code: 'county_differs' });
  });

  it('replays the activations once the rest is settled: 59, 761 and 1,328 departments', async () => {
    const settling = app.get(SettlingService);
    const open = await app.sql<{ line: number; candidates: string[] }>(
      `select line, candidates from data_import_row where import_id = $1 and code = 'county_differs' order by line limit 5`,
      [id],
    );
    for (const { line, candidates } of open) await settling.settle(SYSTEM, id, line, candidates[0] ?? '');
    // The others are taken for departments of their own, all at once: only how many there are is asked below.
    await app.sql(
      `update data_import_row set code = 'unknown' where import_id = $1 and outcome = 'doubtful'`,
      [id],
    );
    await settling.settleUnknown(SYSTEM, id, 'create');
    const imports = app.get(ImportsService);
    await imports.requestApplication(SYSTEM, id);
    await imports.workOn(id);
    expect(await item()).toMatchObject({ state: 'applied', doubtful: 0 });
    const active = async (day: string) =>
      (
        await app.sql<{ n: number }>(
          `select count(distinct department_id)::int as n from pitch_stage where stage = 'green_lit' and occurred_on <= $1`,
          [day],
        )
      )[0]?.n;
    expect([await active('2018-12-31'), await active('2019-12-31'), await active('2020-06-11')]).toEqual([
      59, 761, 1328,
    ]);
  }, 180_000);
});
