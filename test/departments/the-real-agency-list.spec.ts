import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { ImportsQueries } from '../../src/imports/imports.queries.js';
import { ImportsService } from '../../src/imports/imports.service.js';
import { projectRoot } from '../../src/platform/project-root.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { searchesGoneAstray } from '../support/searches.js';

const folder = process.env['LIAISON_DATA'] ?? path.join(projectRoot(), '../shared/data');
const file = path.join(folder, 'fbi-agencies-2017.csv');

// The invented list of importing-an-agency-list.spec.ts has every defect of this one.
const described = existsSync(file) ? describe : describe.skip;
if (!existsSync(file)) process.stderr.write(`The real agency list is not at ${file}; its test is skipped.\n`);

described('the real agency list of 2017', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ now: '2018-12-01T15:00:00Z' });
  });
  afterAll(() => app.close());

  const importIt = async () => {
    const imports = app.get(ImportsService);
    const id = await imports.preview(SYSTEM, {
      source: 'fbi-2017',
      fileName: 'list.csv',
      content: readFileSync(file),
    });
    await imports.requestApplication(SYSTEM, id);
    await imports.workOn(id);
    return app.get(UnitOfWork).read(SYSTEM, (tx) => app.get(ImportsQueries).detail(tx, id));
  };

  it('gives 23,242 departments and one flagged row, and nothing more the second time', async () => {
    const first = await importIt();
    expect(first).toMatchObject({
      state: 'applied',
      counts: { rows: 23243, created: 23242, updated: 0, unchanged: 0, flagged: 1 },
    });
    expect(first.flagged).toEqual([expect.objectContaining({ code: 'name_missing' })]);
    const second = await importIt();
    expect(second.counts).toMatchObject({ created: 0, updated: 0, unchanged: 23242, flagged: 1 });
    const [odd] = await app.sql(`select count(*) from department d
      where not exists (select from department_slug s where s.department_id = d.id and s.current)
         or d.name ~ '  |^ | $' or d.time_zone is null`);
    expect(odd?.['count']).toBe(0);
  });

  it('finds the two of Pittsburg, Kansas', async () => {
    const rep = await app.as('rep');
    const { json } = await rep.get('/api/v1/departments?q=Pittsburg&state=KS');
    expect(json.data.map((row: Record<string, unknown>) => row.ori)).toContain('KS0190100');
    expect(json.data.map((row: Record<string, unknown>) => row.name).sort()).toEqual([
      'Pittsburg Police Department',
      'Pittsburg State University',
    ]);
  });

  it('puts first whatever department was meant', async () => {
    expect(await searchesGoneAstray(app)).toEqual([]);
  });
});
