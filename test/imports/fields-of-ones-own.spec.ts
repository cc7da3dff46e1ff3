import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

type Row = Record<string, any>;

const AGENCIES = [
  'ori,state,agency_name,Tier,Budget,Council votes on,Agenda',
  'KS9990100,KS,Alder Falls Police Department,a,"$1,500",3/22/2019,https://alder.example/agenda',
  'KS9990200,KS,Brook Police Department,,,,',
  'KS9990300,KS,Cedar Police Department,C,,,',
  'KS9990400,KS,Dogwood Police Department,B,lots,,',
  'KS9990500,KS,Elm Police Department,B,,22/22/2019,',
].join('\n');

describe('fields of one’s own in a list', () => {
  let app: TestApp;
  let admin: TestClient;
  let api: TestClient;
  let rep: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-03-01T15:00:00Z' });
    admin = await app.as('admin');
    api = await app.as({ role: 'rep', email: 'api@people.example' });
    rep = await app.signedIn({ role: 'rep', name: 'Jonas Ek', email: 'jonas@people.example' });
    for (const body of [
      { label: 'Tier', type: 'choice', choices: ['A', 'B'] },
      { label: 'Budget', type: 'number' },
      { label: 'Council votes on', type: 'date' },
      { label: 'Council agenda', key: 'agenda', type: 'url' },
    ])
      await field('department', body);
    await field('pitch', { label: 'Likelihood', type: 'number' });
    await field('pitch', { label: 'Won against', type: 'text' });
  });
  afterAll(() => app.close());

  const field = async (subject: string, body: object): Promise<string> => {
    const { status, json } = await admin.post('/api/v1/custom-fields', { subject, ...body });
    expect(status).toBe(201);
    return json.id as string;
  };
  /** Sends a file; answers where it leads. */
  const send = async (kind: string, content: string): Promise<string> => {
    const form = new FormData();
    form.set('kind', kind);
    form.set('file', new Blob([content]), `${kind}.csv`);
    const answer = await rep.send('POST', '/imports', { accept: 'text/html' }, form);
    expect(answer.status).toBe(303);
    return answer.headers.get('location') ?? '';
  };
  const work = async (path: string, what: 'application' | 'reversal'): Promise<void> => {
    expect((await rep.form(`${path}/${what}`, {})).status).toBe(303);
    await app.drain();
  };
  const counts = async (path: string) => {
    const [row] = await app.sql(
      `select state, created, updated, unchanged, flagged, kept from data_import where id = $1`,
      [path.split('/')[2]],
    );
    return row;
  };
  const customOf = async (ori: string): Promise<Row | undefined> =>
    (await app.sql<Row>(`select custom from department where ori = $1`, [ori]))[0]?.['custom'];
  const idOf = async (ori: string): Promise<string> =>
    (await app.sql<{ id: string }>(`select id from department where ori = $1`, [ori]))[0]?.id ?? '';

  let first: string;

  it('are found by label or key, shown in the dry run, and flag a row they cannot hold', async () => {
    first = await send('departments', AGENCIES);
    expect(await counts(first)).toMatchObject({ created: 2, flagged: 3 });
    const { text } = await rep.get(first);
    expect(text).toContain('Tier: A · Budget: 1500 · Council votes on: 2019-03-22');
    for (const why of [
      'Tier is one of: A, B.',
      'Budget is a number.',
      'Council votes on: “22/22/2019” is not a day in the order of this list.',
    ])
      expect(text).toContain(why);
    const columns = (await rep.get(`${first}/columns`)).text;
    expect(columns).toMatch(/name="mapping.custom.agenda"[\s\S]*?<option value="Agenda" selected/);
    expect(columns).toContain('Council agenda');
    expect(await customOf('KS9990100')).toBeUndefined();
  });

  it('are written with the departments the list makes, and a second time nothing', async () => {
    await work(first, 'application');
    expect(await counts(first)).toMatchObject({ state: 'applied', created: 2, flagged: 3 });
    expect(await customOf('KS9990100')).toEqual({
      tier: 'A',
      budget: 1500,
      council_votes_on: '2019-03-22',
      agenda: 'https://alder.example/agenda',
    });
    expect(await customOf('KS9990200')).toEqual({});
    expect(await counts(await send('departments', AGENCIES))).toMatchObject({ created: 0, unchanged: 2 });
    const [may] = await app.sql(
      `select has_column_privilege('liaison_department', 'department', 'imported', 'select') as imported`,
    );
    expect(may).toEqual({ imported: false });
  });

  it('follow a later list where nobody changed them, fill what is empty, and go back when it is undone', async () => {
    const alder = await idOf('KS9990100');
    expect((await api.patch(`/api/v1/departments/${alder}`, { custom: { budget: 900 } })).status).toBe(200);
    const later = await send(
      'departments',
      'ori,state,agency_name,Tier,Budget\nKS9990100,KS,Alder Falls Police Department,B,2000\nKS9990200,KS,Brook Police Department,B,10\n',
    );
    expect(await counts(later)).toMatchObject({ updated: 2 });
    expect((await rep.get(later)).text).toMatch(/Tier<\/span> <del>A<\/del> <ins>B<\/ins>/);
    await work(later, 'application');
    expect(await customOf('KS9990100')).toMatchObject({
      tier: 'B',
      budget: 900,
      council_votes_on: '2019-03-22',
    });
    expect(await customOf('KS9990200')).toEqual({ tier: 'B', budget: 10 });
    const brook = await idOf('KS9990200');
    await api.patch(`/api/v1/departments/${brook}`, { custom: { budget: 11 } });
    await work(later, 'reversal');
    expect(await counts(later)).toMatchObject({ state: 'reverted', kept: 1 });
    expect((await rep.get(later)).text).toContain('Some fields were changed since');
    expect(await customOf('KS9990100')).toMatchObject({ tier: 'A', budget: 900 });
    expect(await customOf('KS9990200')).toEqual({ budget: 11 });
    await work(first, 'reversal');
    expect(await counts(first)).toMatchObject({ kept: 2 });
  });

  it('take what a program maps onto them, and refuse a field that is not in use', async () => {
    const budget = (await api.get('/api/v1/custom-fields?subject=department')).json.data[1];
    await admin.patch(`/api/v1/custom-fields/${budget.id}`, { retired: true });
    const csv = 'ori,state,agency_name,Group,Money\nKS9990600,KS,Fir Police Department,b,7\n';
    const post = (mapping: object) =>
      api.send(
        'POST',
        `/api/v1/department-imports?mapping=${encodeURIComponent(JSON.stringify(mapping))}`,
        { 'content-type': 'text/csv' },
        csv,
      );
    expect((await post({ 'custom.budget': 'Money' })).json.code).toBe('mapping_invalid');
    const taken = await post({ 'custom.tier': 'Group' });
    expect([taken.status, taken.json.counts.created]).toEqual([201, 1]);
    // Between the dry run and the application the field is retired: it takes nothing more.
    const [tier] = (await api.get('/api/v1/custom-fields?subject=department')).json.data;
    await admin.patch(`/api/v1/custom-fields/${tier.id}`, { retired: true });
    await api.post(`/api/v1/department-imports/${taken.json.id}/application`);
    await app.drain();
    expect(await customOf('KS9990600')).toEqual({});
    await api.post(`/api/v1/department-imports/${taken.json.id}/reversal`);
    await app.drain();
    expect(await customOf('KS9990600')).toBeUndefined();
  });

  const PITCHES = [
    'Deal stage,Create date,Company,State,Chance,Won against',
    'New,01/15/2019,Alder Falls PD,KS,80,Flock',
    'New,01/16/2019,Brook PD,KS,soon,',
  ].join('\n');

  it('hold for pitches as well: named once, remembered, written, kept and undone', async () => {
    const columns = await send('pitches', PITCHES);
    const named = await rep.form(columns, {
      'mapping.stage': 'Deal stage',
      'mapping.on_prospect': 'Create date',
      'mapping.department': 'Company',
      'mapping.state': 'State',
      'mapping.custom.likelihood': 'Chance',
      'mapping.custom.won_against': 'Won against',
      'mapping.custom.gone': 'Chance',
    });
    expect(named.status).toBe(303);
    const path = columns.replace('/columns', '');
    expect(await counts(path)).toMatchObject({ created: 1, flagged: 1 });
    const { text } = await rep.get(path);
    for (const said of ['Likelihood is a number.', 'Likelihood: 80', 'Won against: Flock'])
      expect(text).toContain(said);
    await work(path, 'application');
    const pitch = async () => (await app.sql<Row>(`select id, custom, imported from pitch`))[0] as Row;
    const { id, custom } = await pitch();
    expect(custom).toEqual({ likelihood: 80, won_against: 'Flock' });

    await api.patch(`/api/v1/pitches/${id}/custom`, { custom: { likelihood: 60 } });
    const again = PITCHES.replace('80,Flock', '90,Axon');
    const later = await send('pitches', again);
    expect(later).not.toContain('/columns');
    expect(await counts(later)).toMatchObject({ updated: 1, unchanged: 0, flagged: 1 });
    await work(later, 'application');
    expect((await pitch()).custom).toEqual({ likelihood: 60, won_against: 'Axon' });
    expect(await counts(await send('pitches', again))).toMatchObject({ updated: 0, unchanged: 1 });
    await work(later, 'reversal');
    expect(await counts(later)).toMatchObject({ state: 'reverted', kept: 0 });
    expect(await pitch()).toMatchObject({
      custom: { likelihood: 60, won_against: 'Flock' },
      imported: { stage: 'prospect', custom: { likelihood: 80, won_against: 'Flock' } },
    });
    await work(path, 'reversal');
    expect(await counts(path)).toMatchObject({ kept: 1 });
  });

  it('are looked for in columns that were named before the field was there, and not where a person left them out', async () => {
    const list = 'Company,State,Champion\nAlder Falls PD,KS,Dana Ruiz\n';
    const columns = await send('pitches', list);
    await rep.form(columns, { 'mapping.department': 'Company', 'mapping.state': 'State' });
    app.clock.set('2019-03-02T15:00:00Z');
    await field('pitch', { label: 'Champion', type: 'text' });
    // Entered by hand, so that a list fills only what is empty, and moves nothing.
    await app.sql(`update pitch set imported = null`);
    const known = await send('pitches', list);
    expect(await counts(known)).toMatchObject({ updated: 1 });
    await work(known, 'application');
    const [row] = await app.sql<Row>(`select custom, imported from pitch`);
    expect(row).toMatchObject({
      custom: { champion: 'Dana Ruiz' },
      imported: { custom: { champion: 'Dana Ruiz' } },
    });
    const moving = 'Company,State,Stage,Champion\nAlder Falls PD,KS,Pitched,\n';
    const asked = await send('pitches', moving);
    await rep.form(asked, {
      'mapping.department': 'Company',
      'mapping.state': 'State',
      'mapping.stage': 'Stage',
    });
    expect(await counts(asked)).toMatchObject({ updated: 0, unchanged: 1 });
    await work(known, 'reversal');
    expect((await app.sql<Row>(`select custom, imported from pitch`))[0]).toMatchObject({ imported: null });
    app.clock.set('2019-03-03T15:00:00Z');
    await rep.form(columns, { 'mapping.department': 'Company', 'mapping.state': 'State' });
    expect(await counts(await send('pitches', list))).toMatchObject({ updated: 0, unchanged: 1 });
  });
});
