import { buildDepartment } from '../factories/department.js';
import { buildPartnership } from '../factories/partnership.js';
import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

type Row = Record<string, any>;

describe('lists, views of them, and their files', () => {
  let app: TestApp;
  let admin: TestClient;
  let rep: TestClient;
  let mara: TestClient;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-01T15:00:00Z' });
    admin = await app.as('admin');
    rep = await app.as({ role: 'rep', name: 'Jonas Reed' });
    mara = await app.as({ role: 'rep', name: 'Mara Ortiz' });
    const made: [string, string, string, number | undefined][] = [
      ['Alder', 'KS', 'Linn', 900],
      ['Birch', 'KS', 'Linn', 20_000],
      ['Cedar', 'KS', 'Rice', undefined],
      ['Dogwood', 'MO', 'Linn', 5000],
      ['Elm', 'MO', 'Cole', 20_000],
    ];
    for (const [name, state, county, populationServed] of made) {
      const { id } = await buildDepartment(
        app,
        { name: `${name} Police`, state, county, populationServed, city: name, timeZone: 'America/Chicago' },
        admin,
      );
      ids.set(name, id);
    }
    const department = (name: string) => ({
      id: ids.get(name) as string,
      slug: '',
      name,
      timeZoneSource: 'exact',
    });
    await buildPartnership(app, { department: department('Birch'), signedOn: '2019-02-01' });
    const alder = await buildPitch(app, { department: department('Alder'), rep, stage: 'contacted' });
    await rep.post(`/api/v1/pitches/${alder.id}/tasks`, { title: 'Call the clerk', dueOn: '2019-02-05' });
    await buildPitch(app, { department: department('Dogwood'), rep: mara, stage: 'pitched' });
    await buildPitch(app, { department: department('Elm'), rep: mara, stage: 'declined' });
    await rep.post(`/api/v1/departments/${ids.get('Alder')}/contacts`, {
      name: '=cmd|calc, "Dana"',
      role: 'pio',
      email: 'dana@pd.example',
    });
    app.clock.set('2019-02-10T15:00:00Z');
  });
  afterAll(() => app.close());

  const list = async (name: string, query: string, as = rep): Promise<string[]> => {
    const answer = await as.get(`/api/v1/lists/${name}?${query}`);
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([200, answer.text.slice(0, 300)]);
    return answer.json.data.map(
      (row: Row) => String(row['name'] ?? row['title'] ?? row['subject']).split(' ')[0],
    );
  };

  it('sort by several columns, both ways, unknown values last, in pages without loss or repetition', async () => {
    for (const [sort, expected] of [
      ['name', 'Alder Birch Cedar Dogwood Elm'],
      ['-name', 'Elm Dogwood Cedar Birch Alder'],
      ['population', 'Alder Dogwood Birch Elm Cedar'],
      ['-population,name', 'Birch Elm Dogwood Alder Cedar'],
      ['-population,-name', 'Elm Birch Dogwood Alder Cedar'],
      ['state,-population', 'Birch Alder Cedar Elm Dogwood'],
      ['-owner,name', 'Dogwood Elm Birch Alder Cedar'],
      ['-undisclosed,county,city', 'Elm Alder Birch Dogwood Cedar'],
    ] as const) {
      const whole = await list('departments', `sort=${sort}`);
      if (!sort.includes('owner') && !sort.includes('undisclosed'))
        expect([sort, whole.join(' ')]).toEqual([sort, expected]);
      const seen: string[] = [];
      let cursor = '';
      do {
        const { json } = await rep.get(`/api/v1/lists/departments?sort=${sort}&limit=2${cursor}`);
        seen.push(...json.data.map((row: Row) => row['name'].split(' ')[0]));
        cursor = json.nextCursor ? `&cursor=${json.nextCursor}` : '';
      } while (cursor);
      expect([sort, seen]).toEqual([sort, whole]);
    }
    const { json } = await rep.get('/api/v1/lists/departments?sort=name&limit=2');
    const elsewhere = await rep.get(`/api/v1/lists/departments?sort=-name&cursor=${json.nextCursor}`);
    expect([elsewhere.status, elsewhere.json.code]).toEqual([400, 'invalid_cursor']);
  });

  it('filter departments', async () => {
    for (const [query, expected] of [
      ['state=KS', 'Alder Birch Cedar'],
      ['state=KS,MO&population.min=1000&population.max=20000', 'Birch Dogwood Elm'],
      ['partnered=true', 'Birch'],
      ['partnered=false&state=KS', 'Alder Cedar'],
      ['neighbours=county', 'Alder'],
      ['neighbours=state', 'Alder Cedar'],
      ['stage=pitched,declined', 'Dogwood Elm'],
      ['owner=me', 'Alder'],
      ['next=overdue', 'Alder'],
      ['next=none', 'Dogwood'],
      ['quiet=7', 'Alder Dogwood'],
      ['q=dogwod', 'Dogwood'],
      ['q=alder&partnered=true', ''],
    ] as const)
      expect([query, (await list('departments', `sort=name&${query}`)).join(' ')]).toEqual([query, expected]);
  });

  it('filter pitches, tasks, contacts and activities', async () => {
    expect((await list('pitches', 'standing=open&sort=name')).join(' ')).toBe('Alder Dogwood');
    expect((await list('pitches', 'owner=me&standing=open', mara)).join(' ')).toBe('Dogwood');
    expect((await list('pitches', 'state=MO&standing=closed')).join(' ')).toBe('Elm');
    expect((await list('pitches', 'neighbours=county&standing=open')).join(' ')).toBe('Alder');
    expect(await list('pitches', 'touched.from=2019-02-02')).toEqual([]);
    expect(await list('tasks', 'due=overdue&owner=me')).toEqual(['Call']);
    expect(await list('tasks', 'standing=done')).toEqual([]);
    expect(await list('contacts', 'role=pio&state=KS')).toHaveLength(1);
    expect((await rep.get('/api/v1/lists/activities')).status).toBe(200);
  });

  it('show the columns one asked for, and refuse programs what does not exist', async () => {
    const { json } = await rep.get('/api/v1/lists/pitches?columns=state,stage,next&sort=name&standing=open');
    expect(json.data[0]).toMatchObject({
      name: 'Alder Police',
      state: 'KS',
      stage: 'contacted',
      next: '2019-02-05 Call the clerk',
    });
    expect(Object.keys(json.data[0]).sort()).toEqual([
      'departmentId',
      'id',
      'name',
      'next',
      'stage',
      'state',
    ]);
    for (const query of ['columns=nothing', 'sort=website', 'state=Kansas', 'anything=1', 'population.min=x'])
      expect([(await rep.get(`/api/v1/lists/departments?${query}`)).json.code, query]).toEqual([
        'list_query_invalid',
        query,
      ]);
    const { json: described } = await rep.get('/api/v1/lists/departments/description');
    expect(described.columns.map(({ key }: Row) => key)).toContain('undisclosed');
    expect((await rep.get('/api/v1/lists/nothing')).status).toBe(404);
    const scoped = await app.as({ role: 'rep', scopes: ['departments.read'] });
    expect((await scoped.get('/api/v1/lists/tasks')).status).toBe(403);
  });

  it('are pages whose address says everything, and pass over what it cannot mean', async () => {
    const page = await app.signedIn('rep');
    const { status, text } = await page.get(
      '/departments?state=KS&sort=-population&columns=population&foo=1',
    );
    expect(status).toBe(200);
    expect(text.indexOf('Birch Police')).toBeLessThan(text.indexOf('Alder Police'));
    expect(text).not.toContain('Elm Police');
    expect(text).toContain('aria-sort="descending"');
    const links = text.replaceAll('&#x3D;', '=');
    expect(links).toContain('/departments?state=KS&amp;sort=population&amp;columns=name,population');
    expect(links).toContain('/departments.csv?state=KS&amp;sort=-population&amp;columns=name,population');
    for (const path of [
      '/pitches',
      '/lists/contacts',
      '/lists/tasks',
      '/lists/activities',
      '/departments?q=zzzz',
    ])
      expect([path, (await page.get(path)).status]).toEqual([path, 200]);
    const board = await page.get('/board?view=table&state=MO&stage=declined');
    expect([board.status, board.headers.get('location')]).toEqual([303, '/pitches?stage=declined&state=MO']);
  });

  it('keep views: own and shared, validated, one of them to open with', async () => {
    const wrong = await rep.post('/api/v1/saved-views', {
      subject: 'departments',
      name: 'x',
      query: 'county=Linn',
    });
    expect([wrong.status, wrong.json.code]).toEqual([400, 'list_query_invalid']);
    const view = { subject: 'departments', name: 'Kansas by size', query: '?state=KS&sort=-population' };
    const own = await rep.post('/api/v1/saved-views', view);
    expect([own.status, own.json.query]).toEqual([201, 'state=KS&sort=-population']);
    expect((await rep.post('/api/v1/saved-views', view)).json.code).toBe('view_name_taken');
    const views = async (as: TestClient) =>
      (await as.get('/api/v1/saved-views?subject=departments')).json.data.map(({ name }: Row) => name);
    expect([await views(rep), await views(mara)]).toEqual([['Kansas by size'], []]);
    expect((await mara.get(`/api/v1/saved-views/${own.json.id}`)).status).toBe(404);
    expect((await mara.patch(`/api/v1/saved-views/${own.json.id}`, { name: 'Mine' })).status).toBe(404);

    await rep.patch(`/api/v1/saved-views/${own.json.id}`, { shared: true });
    expect(await views(mara)).toEqual(['Kansas by size']);
    const refused = await mara.patch(`/api/v1/saved-views/${own.json.id}`, { query: '' });
    expect([refused.status, refused.json.code]).toEqual([403, 'not_your_view']);
    expect((await mara.patch(`/api/v1/saved-views/${own.json.id}`, { isDefault: true })).status).toBe(200);
    expect(
      (await admin.patch(`/api/v1/saved-views/${own.json.id}`, { name: 'Kansas, largest first' })).status,
    ).toBe(200);

    const page = mara.with({ accept: 'text/html' });
    const first = await page.get('/departments');
    expect([first.status, first.headers.get('location')]).toEqual([
      303,
      `/departments?state=KS&sort=-population&view=${own.json.id}`,
    ]);
    const opened = await page.get(String(first.headers.get('location')));
    expect(opened.text).toContain('Kansas, largest first');
    expect((await page.get('/departments?view=all')).status).toBe(200);

    await rep.patch(`/api/v1/saved-views/${own.json.id}`, { shared: false });
    expect((await page.get('/departments')).status).toBe(200);
    expect((await rep.delete(`/api/v1/saved-views/${own.json.id}`)).status).toBe(204);
    expect(await views(rep)).toEqual([]);
  });

  it('keep views by form', async () => {
    const page = await app.signedIn({ role: 'rep', email: 'views@people.example' });
    expect((await page.get('/saved-views/new?subject=pitches&query=state%3DMO')).text).toContain(
      'state&#x3D;MO',
    );
    const kept = await page.form('/saved-views', {
      subject: 'pitches',
      query: 'state=MO',
      name: 'Missouri',
      isDefault: 'true',
    });
    const href = String(kept.headers.get('location'));
    expect([kept.status, href]).toEqual([303, expect.stringMatching(/^\/pitches\?state=MO&view=/)]);
    expect((await page.get(href)).text).toContain('Elm Police');
    const again = await page.form('/saved-views', {
      subject: 'pitches',
      query: 'state=MO',
      name: 'missouri',
    });
    expect([again.status, again.text.includes('another view of yours')]).toEqual([409, true]);
    const id = href.split('view=')[1] as string;
    await page.form(`/saved-views/${id}`, { asked: 'all', name: 'Missouri', shared: 'true' });
    expect((await page.get('/pitches')).status).toBe(200);
    expect((await page.form(`/saved-views/${id}`, { query: 'state=KS' })).headers.get('location')).toContain(
      'state=KS',
    );
    expect((await page.form(`/saved-views/${id}/deletion`, {})).status).toBe(303);
    expect((await page.get(`/saved-views/${id}`)).status).toBe(404);
  });

  it('are exported as seen: all pages, in order, safe in a spreadsheet, in the reader’s own rights', async () => {
    const many = Array.from({ length: 2100 }, (_, i) => `('${String(i).padStart(4, '0')}')`).join(',');
    await app.sql(`insert into department (id, name, search_name, kind, state, time_zone, time_zone_source, created_at, updated_at)
      select gen_random_uuid(), 'Town ' || n, 'town ' || n, 'other', 'NV', 'America/Los_Angeles', 'assumed', now(), now()
        from (values ${many}) as town (n)`);
    const file = await rep.get('/departments.csv?state=NV&sort=-name&columns=kind,population');
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="departments-2019-02-10.csv"');
    const lines = file.text.trim().split('\n');
    expect(lines).toHaveLength(2101);
    expect([lines[0], lines[1], lines.at(-1)]).toEqual([
      'Department,Kind,Population',
      'Town 2099,Other,',
      'Town 0000,Other,',
    ]);

    const contacts = await rep.get('/api/v1/lists/contacts?format=csv&columns=email');
    expect(contacts.text).toBe(`Name,E-mail\n"'=cmd|calc, ""Dana""",dana@pd.example\n`);
    expect((await rep.get('/lists/tasks.csv?owner=me&columns=due')).text).toBe(
      'Task,Due\nCall the clerk,2019-02-05\n',
    );
    expect((await rep.get('/pitches?format=csv&standing=open&columns=stage&sort=name')).text).toBe(
      'Department,Stage\nAlder Police,Contacted\nDogwood Police,Pitched\n',
    );
    expect((await rep.get('/pitches.csv?nothing=1')).status).toBe(400);

    // A rep limited to own pitches gets no other in the file either.
    await app.sql(`update membership set reach = 'own' where person_id = $1`, [mara.personId]);
    expect((await mara.get('/pitches.csv?standing=open&columns=stage')).text).toBe(
      'Department,Stage\nDogwood Police,Pitched\n',
    );
    expect((await mara.get('/lists/tasks.csv')).text.trim().split('\n')).toHaveLength(1);
    await app.sql(`update membership set reach = 'all' where person_id = $1`, [mara.personId]);
    const pio = await app.as({ role: 'pio', departmentId: ids.get('Birch') });
    expect((await pio.get('/departments.csv')).status).toBe(403);
  });
});
