import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

/** Every defect of the real lists, on one page; all invented. */
const LIST = [
  'ori,state,agency_name,agency_type_name,primary_county,icpsr_lat,icpsr_lng,months_reported',
  'KS9990100,KS,Alder Falls Police Department,City,Linn,38.2,-94.8,12',
  'KS9990200,KS,  Alder   Falls  State University ,University or College,Linn,38.2,-94.8,12',
  'KS9990300,KS,"Alder Falls, Town of",City,Linn,,,12',
  'KS9990400,KS,Linn County Sheriff,County,,,,0',
  'NB9990100,NE,Sandhill Police Department,City,Cherry,42.87,-100.55,12',
  'C0999019E,CO,Fort Larkspur College,Other,,-9,-9,0',
  'MI9990100,MI,Harrow Police Department,City,Kent,42.96,-85.67,12',
  'MI9990200,MI,Harrow Police Department,City,Iron,45.8,-88.06,12',
  'MA999669E,MA,,City,,,,',
  '',
  'MA999,MA,Short ORI Police,City,,,,',
  'KS9990100,KS,Alder Falls Police again,City,,,,',
].join('\n');

describe('importing an agency list', () => {
  let app: TestApp;
  let rep: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2018-12-01T15:00:00Z' });
    rep = await app.as('rep');
  });
  afterAll(() => app.close());

  const preview = (csv: string, query = '?source=test-list') =>
    rep.send('POST', `/api/v1/department-imports${query}`, { 'content-type': 'text/csv' }, csv);
  const apply = async (id: string) => {
    const answer = await rep.post(`/api/v1/department-imports/${id}/application`);
    expect([answer.status, answer.json.state]).toEqual([202, 'applying']);
    await app.drain();
    return (await rep.get(`/api/v1/department-imports/${id}`)).json;
  };
  const departments = async () =>
    (await app.sql<{ count: number }>('select count(*) from department'))[0]?.count;
  const byOri = async (ori: string) => (await rep.get(`/api/v1/departments?q=${ori}`)).json.data[0];

  let first: string;

  it('previews without changing anything, and names each row it leaves out', async () => {
    const { status, json } = await preview(LIST);
    expect(status).toBe(201);
    expect(json).toMatchObject({
      state: 'previewed',
      source: 'test-list',
      counts: { rows: 11, created: 8, updated: 0, unchanged: 0, flagged: 3 },
    });
    expect(json.flagged.map((row: Record<string, unknown>) => [row.line, row.code])).toEqual([
      [10, 'name_missing'],
      [12, 'ori_invalid'],
      [13, 'ori_repeated'],
    ]);
    expect(await departments()).toBe(0);
    first = json.id;
  });

  it('applies it as a job with progress, and records one event for the list', async () => {
    const done = await apply(first);
    expect(done).toMatchObject({
      state: 'applied',
      counts: { rows: 11, created: 8, updated: 0, unchanged: 0, flagged: 3 },
      progress: { done: 8, total: 8, percent: 100 },
    });
    expect(await departments()).toBe(8);
    const events = await app.sql<{ type: string }>(
      `select type from domain_event where type like 'department%' order by seq`,
    );
    expect(events.map((event) => event.type)).toEqual([
      'department_import.work_requested',
      'department_import.applied',
    ]);
  });

  it('cleans names, maps kinds, and keeps an ORI that does not begin with the state', async () => {
    expect(await byOri('KS9990200')).toMatchObject({
      name: 'Alder Falls State University',
      kind: 'university',
    });
    expect(await byOri('KS9990300')).toMatchObject({
      name: 'Alder Falls, Town of',
      kind: 'municipal_police',
    });
    expect(await byOri('KS9990400')).toMatchObject({ kind: 'sheriff', county: null });
    expect(await byOri('NB9990100')).toMatchObject({ state: 'NE', timeZone: 'America/Chicago' });
    expect(await byOri('C0999019E')).toMatchObject({ state: 'CO', kind: 'other', timeZoneSource: 'assumed' });
  });

  it('tells zones from coordinates as exact, from neighbours or the state as assumed', async () => {
    expect(await byOri('KS9990100')).toMatchObject({ timeZone: 'America/Chicago', timeZoneSource: 'exact' });
    expect(await byOri('KS9990300')).toMatchObject({
      timeZone: 'America/Chicago',
      timeZoneSource: 'assumed',
    });
    expect(await byOri('MI9990200')).toMatchObject({
      timeZone: 'America/Menominee',
      timeZoneSource: 'exact',
    });
  });

  it('gives two of one name in one state different addresses', async () => {
    expect((await byOri('MI9990100')).slug).toBe('harrow-police-department-mi');
    expect((await byOri('MI9990200')).slug).toBe('harrow-police-department-mi-mi9990200');
  });

  it('changes nothing the second time', async () => {
    const again = await preview(LIST);
    expect(again.json.counts).toMatchObject({ created: 0, updated: 0, unchanged: 8, flagged: 3 });
    expect((await apply(again.json.id)).counts).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 8,
      flagged: 3,
    });
  });

  it('changes what the list changed, but never what a person changed since', async () => {
    const alder = await byOri('KS9990100');
    const sheriff = await byOri('KS9990400');
    await rep.patch(`/api/v1/departments/${alder.id}`, {
      name: 'Alder Falls Police',
      timeZone: 'America/Denver',
    });
    const next = LIST.replace('Alder Falls Police Department', 'Alder Falls PD').replace(
      'Linn County Sheriff',
      'Linn County Sheriff’s Office',
    );
    const { json } = await preview(next);
    expect(json.counts).toMatchObject({ created: 0, updated: 1, unchanged: 7 });
    const done = await apply(json.id);
    expect(done.counts).toMatchObject({ created: 0, updated: 1, unchanged: 7 });
    expect(await byOri('KS9990100')).toMatchObject({
      name: 'Alder Falls Police',
      timeZone: 'America/Denver',
    });
    expect(await byOri('KS9990400')).toMatchObject({
      id: sheriff.id,
      slug: 'linn-county-sheriffs-office-ks',
    });

    const back = await rep.post(`/api/v1/department-imports/${json.id}/reversal`);
    expect([back.status, back.json.state]).toEqual([202, 'reverting']);
    await app.drain();
    expect(await byOri('KS9990400')).toMatchObject({
      name: 'Linn County Sheriff',
      slug: 'linn-county-sheriff-ks',
    });
    expect((await rep.get(`/api/v1/department-imports/${json.id}`)).json).toMatchObject({
      state: 'reverted',
      kept: [],
    });
  });

  it('is taken back except for what is in use or was changed by hand, which it lists', async () => {
    const sandhill = await byOri('NB9990100');
    await rep.post(`/api/v1/departments/${sandhill.id}/contacts`, { name: 'Dana Ruiz', role: 'pio' });
    await rep.post(`/api/v1/department-imports/${first}/reversal`);
    await app.drain();
    const { json } = await rep.get(`/api/v1/department-imports/${first}`);
    expect(json.state).toBe('reverted');
    expect(json.kept.map((row: Record<string, unknown>) => [row.line, row.code])).toEqual([
      [2, 'changed_since'],
      [6, 'in_use'],
    ]);
    expect(await departments()).toBe(2);
    // The renamed one keeps its former address.
    expect(await app.sql('select from department_slug')).toHaveLength(3);
  });

  it('refuses steps out of turn', async () => {
    const again = await rep.post(`/api/v1/department-imports/${first}/application`);
    expect([again.status, again.json.code]).toEqual([409, 'import_step_not_allowed']);
    const { json } = await preview(LIST);
    const early = await rep.post(`/api/v1/department-imports/${json.id}/reversal`);
    expect([early.status, early.json.code]).toEqual([409, 'import_step_not_allowed']);
    expect((await rep.post('/api/v1/department-imports/nothing/application')).status).toBe(404);
  });

  it('goes on where a killed process stopped', async () => {
    const { json } = await preview(LIST);
    // As a process leaves it that was killed right after the request was committed: nobody is at it, no bell rings.
    await app.sql(`update data_import set state = 'applying', created = 0, updated = 0 where id = $1`, [
      json.id,
    ]);
    await app.runScheduled('departments.imports');
    const done = (await rep.get(`/api/v1/department-imports/${json.id}`)).json;
    expect(done).toMatchObject({ state: 'applied', counts: { created: 6, unchanged: 2 } });
    await app.runScheduled('departments.imports');
    expect(await departments()).toBe(8);
  });

  it('takes a form upload with a mapping', async () => {
    const form = new FormData();
    form.set('mapping', JSON.stringify({ ori: 'Id', name: 'Place', state: 'ST' }));
    form.set(
      'file',
      new Blob(['Id,Place,ST\nTX9990100,Larkspur Police,TX\n'], { type: 'text/csv' }),
      'list.csv',
    );
    const { status, json } = await rep.send('POST', '/api/v1/department-imports', {}, form);
    expect(status).toBe(201);
    expect(json).toMatchObject({ fileName: 'list.csv', counts: { rows: 1, created: 1 } });
  });

  describe('refuses a file it cannot read, and keeps nothing of it', () => {
    const kept = async () => Number((await app.sql('select count(*) from data_import'))[0]?.['count']);

    it.each([
      ['a row with a cell too many', `${LIST}\nKS1,KS,Name,City,,,,,extra`, 400, 'csv_broken', 'line 14'],
      [
        'an open quote',
        'ori,state,agency_name\nKS9991000,KS,"Open\nKS9991001,KS,Other\n',
        400,
        'csv_broken',
        'line 2',
      ],
      ['no columns of ours', 'a,b\n1,2\n', 422, 'columns_missing', 'ori'],
      [
        'text that is not UTF-8',
        Buffer.from([0x6f, 0x72, 0x69, 0x2c, 0xff, 0x0a]),
        400,
        'csv_not_utf8',
        'UTF-8',
      ],
      ['a mapping to a column that is not there', null, 422, 'columns_missing', 'name'],
    ])('%s', async (_what, csv, status, code, detail) => {
      const before = await kept();
      const mapping = encodeURIComponent(JSON.stringify({ name: 'nowhere' }));
      const answer = csv === null ? await preview(LIST, `?mapping=${mapping}`) : await preview(csv as string);
      expect([answer.status, answer.json.code]).toEqual([status, code]);
      expect(answer.json.detail).toContain(detail);
      expect(await kept()).toBe(before);
    });

    it('10 MB at once', async () => {
      const before = await kept();
      const answer = await preview(`${LIST}\n${'x'.repeat(10 * 1024 * 1024)}`);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.json.code).toBe('body_too_large');
      expect(await kept()).toBe(before);
    });
  });

  it('is for reps and admins only', async () => {
    const reviewer = await app.as('reviewer');
    const answer = await reviewer.send(
      'POST',
      '/api/v1/department-imports',
      { 'content-type': 'text/csv' },
      LIST,
    );
    expect(answer.status).toBe(403);
  });
});
