import { buildDepartment } from '../factories/department.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { enterSmallList, searchesGoneAstray } from '../support/searches.js';

describe('entering and finding departments', () => {
  let app: TestApp;
  let admin: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2018-12-01T15:00:00Z' });
    admin = await app.as('admin');
    for (const [name, state, kind, ori] of [
      ['Pittsburg Police Department', 'KS', 'municipal_police', 'KS0190100'],
      ['Pittsburg State University', 'KS', 'university', 'KS0190300'],
      ['Pittsburg Police Department', 'CA', 'municipal_police', 'CA0071200'],
      ['Pittsburg Police Department', 'TX', 'municipal_police', 'TX0320200'],
      ['Phillipsburg Police Department', 'KS', 'municipal_police', 'KS0740100'],
      ['Topeka Police Department', 'KS', 'municipal_police', 'KS0890100'],
    ]) {
      await buildDepartment(app, { name, state, kind, ori, timeZone: undefined, city: undefined }, admin);
    }
  });
  afterAll(() => app.close());

  const search = async (query: string) => {
    const { status, json } = await admin.get(`/api/v1/departments?${query}`);
    expect(status).toBe(200);
    return json.data.map((row: Record<string, unknown>) => `${row.name} ${row.state}`);
  };

  it('offers the police and the university of Pittsburg, Kansas, and not the namesakes', async () => {
    const both = ['Pittsburg Police Department KS', 'Pittsburg State University KS'];
    for (const query of [
      'q=Pittsburg&state=KS',
      'q=pittsburg+ks',
      'q=Pittsburg,+Kansas',
      'q=pitsburg+KS',
      'q=Pittsburgh+KS',
    ]) {
      expect((await search(query)).sort()).toEqual(both);
    }
    expect(await search('q=Pittsburg')).toHaveLength(4);
  });

  it('forgives worse typing when nothing is alike enough', async () => {
    expect(await search('q=Topkea')).toContain('Topeka Police Department KS');
  });

  it('finds by ORI', async () => {
    expect(await search('q=ks0190100')).toEqual(['Pittsburg Police Department KS']);
  });

  it('filters by kind and by partnership', async () => {
    expect(await search('kind=university')).toEqual(['Pittsburg State University KS']);
    expect(await search('partnered=true')).toEqual([]);
    expect(await search('partnered=false&state=TX')).toEqual(['Pittsburg Police Department TX']);
    expect((await admin.get('/api/v1/departments?state=Kansas')).status).toBe(400);
  });

  it('lists in pages by name, searched or not, without loss or repetition', async () => {
    for (const query of ['', '&q=pittsburg']) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { json } = await admin.get(`/api/v1/departments?limit=2${query}${cursor}`);
        seen.push(...json.data.map((row: Record<string, unknown>) => row.id));
        cursor = json.nextCursor ? `&cursor=${json.nextCursor}` : '';
      } while (cursor);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toHaveLength(query ? 4 : 6);
    }
  });

  it('works out the zone where none is given, and confirms the one that is', async () => {
    const { json: found } = await admin.get('/api/v1/departments?q=KS0190100');
    const { id } = found.data[0];
    const { json: before } = await admin.get(`/api/v1/departments/${id}`);
    expect(before).toMatchObject({ timeZone: 'America/Chicago', timeZoneSource: 'assumed', city: null });
    const { status, json } = await admin.patch(`/api/v1/departments/${id}`, {
      city: 'Pittsburg',
      timeZone: 'America/Chicago',
      shipTo: {
        recipient: 'Police',
        line1: '201 N Pine St',
        city: 'Pittsburg',
        state: 'KS',
        postalCode: '66762',
      },
      giftPolicy: { acceptor: 'council' },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      city: 'Pittsburg',
      timeZoneSource: 'exact',
      giftPolicy: { acceptor: 'council' },
    });
    expect(json.shipTo.postalCode).toBe('66762');
    const again = {
      name: json.name as string,
      shipTo: json.shipTo as unknown,
      giftPolicy: json.giftPolicy as unknown,
    };
    const news = (): Promise<{ summary: string }[]> =>
      app.sql(`select summary from domain_event where type = 'department.changed' and subject_id = $1`, [id]);
    const told = (await news()).length;
    expect((await admin.patch(`/api/v1/departments/${id}`, again)).status).toBe(200);
    expect(await news()).toHaveLength(told);
    await admin.patch(`/api/v1/departments/${id}`, { ...again, website: 'https://police.example' });
    expect((await news()).map(({ summary }) => summary)).toContain('Department facts changed: website');
    const cleared = await admin.patch(`/api/v1/departments/${id}`, { shipTo: null });
    expect(cleared.json).toMatchObject({ shipTo: null, city: 'Pittsburg' });
    const [event] = await app.sql<{ payload: unknown; summary: string }>(
      `select payload, summary from domain_event where type = 'department.changed' and department_id = $1 order by seq limit 1`,
      [id],
    );
    expect(JSON.stringify(event)).not.toContain('Pine');
  });

  it('refuses a second department with the same ORI, and a wrong ORI or zone', async () => {
    const body = { name: 'Again', kind: 'other', state: 'KS' };
    const taken = await admin.post('/api/v1/departments', { ...body, ori: 'ks0190100' });
    expect([taken.status, taken.json.code]).toEqual([409, 'ori_taken']);
    const wrong = await admin.post('/api/v1/departments', { ...body, ori: 'KS-1' });
    expect([wrong.status, wrong.json.code]).toEqual([422, 'ori_invalid']);
    const nowhere = await admin.post('/api/v1/departments', { ...body, timeZone: 'Mars/Olympus' });
    expect([nowhere.status, nowhere.json.code]).toEqual([422, 'time_zone_unknown']);
    expect(await app.sql(`select from department where name = 'Again'`)).toHaveLength(0);
  });

  it('keeps a former address leading to the department', async () => {
    const department = await buildDepartment(app, { name: 'Old Name Police' }, admin);
    expect(department.slug).toBe('old-name-police-ks');
    const { json } = await admin.patch(`/api/v1/departments/${department.id}`, { name: 'New Name Police' });
    expect(json.slug).toBe('new-name-police-ks');
    const slugs = await app.sql(
      `select slug, current from department_slug where department_id = $1 order by slug`,
      [department.id],
    );
    expect(slugs).toEqual([
      { slug: 'new-name-police-ks', current: true },
      { slug: 'old-name-police-ks', current: false },
    ]);
    const back = await admin.patch(`/api/v1/departments/${department.id}`, { name: 'Old Name Police' });
    expect(back.json.slug).toBe('old-name-police-ks');
  });

  it('keeps contacts with their roles', async () => {
    const { id } = await buildDepartment(app, {}, admin);
    const added = await admin.post(`/api/v1/departments/${id}/contacts`, {
      name: 'Dana Whitcomb',
      role: 'pio',
      title: 'Lieutenant',
      email: 'dana@alder.example',
    });
    expect(added.status).toBe(201);
    expect((await admin.get(`/api/v1/departments/${id}/contacts`)).json.data).toHaveLength(1);
    const wrong = await admin.post(`/api/v1/departments/${id}/contacts`, { name: 'X', role: 'sheriff' });
    expect([wrong.status, wrong.json.code]).toEqual([400, 'invalid_input']);
  });

  it('answers bad input with what is wrong, and writes nothing', async () => {
    const count = async () => (await app.sql('select count(*) from department'))[0]?.['count'];
    const before = await count();
    const malformed = await admin.send(
      'POST',
      '/api/v1/departments',
      { 'content-type': 'application/json' },
      '{"name":',
    );
    expect(malformed.status).toBe(400);
    expect(malformed.headers.get('content-type')).toContain('application/problem+json');
    const good = { name: 'Fine', kind: 'other', state: 'KS' };
    for (const [field, body] of [
      ['name', { ...good, name: 7 }],
      ['name', { ...good, name: '' }],
      ['kind', { ...good, kind: 'militia' }],
      ['state', { ...good, state: 'ZZ' }],
      ['populationServed', { ...good, populationServed: '20000' }],
      ['cameras', { ...good, cameras: [] }],
      ['giftPolicy.acceptor', { ...good, giftPolicy: { acceptor: 'me' } }],
      ['shipTo', { ...good, shipTo: 'here' }],
      ['website', { ...good, website: 'javascript:alert(1)' }],
    ] as const) {
      const { status, json } = await admin.post('/api/v1/departments', body);
      expect([status, json.code]).toEqual([400, 'invalid_input']);
      expect(json.errors.map((error: Record<string, unknown>) => error.field)).toContain(field);
    }
    expect(await count()).toBe(before);
    expect((await admin.get('/api/v1/departments/not-an-id')).status).toBe(404);
  });

  it('puts first whatever department was meant', async () => {
    await enterSmallList(app);
    expect(await searchesGoneAstray(app)).toEqual([]);
  });
});
