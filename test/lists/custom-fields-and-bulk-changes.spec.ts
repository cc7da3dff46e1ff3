import { BulkChangesService } from '../../src/lists/bulk/bulk-changes.service.js';
import { RowChanger } from '../../src/lists/bulk/row-changer.js';
import { type BuiltDepartment, buildDepartment } from '../factories/department.js';
import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

type Row = Record<string, any>;

describe('fields of one’s own, and changes to many rows', () => {
  let app: TestApp;
  let admin: TestClient;
  let rep: TestClient;
  let other: TestClient;
  let alder: BuiltDepartment;
  const pitches: string[] = [];

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-10T15:00:00Z' });
    admin = await app.as('admin');
    rep = await app.as({ role: 'rep', name: 'Jonas Reed' });
    other = await app.as({ role: 'rep', name: 'Mara Ortiz' });
    alder = await buildDepartment(app, { name: 'Alder Police' }, admin);
    for (const [name, stage] of [
      ['Birch', 'contacted'],
      ['Cedar', 'pitched'],
      ['Dogwood', 'declined'],
      ['Elm', 'legal_review'],
    ] as const) {
      const department = await buildDepartment(
        app,
        { name: `${name} Police`, oversightOrdinance: name === 'Elm' ? { name: 'CCOPS' } : null },
        admin,
      );
      pitches.push((await buildPitch(app, { department, rep, stage })).id);
    }
  });
  afterAll(() => app.close());

  const field = (body: object) => admin.post('/api/v1/custom-fields', { subject: 'department', ...body });

  it('are defined by admins: key and type for good, label, choices and order as one likes', async () => {
    expect(
      (await rep.post('/api/v1/custom-fields', { subject: 'pitch', label: 'X', type: 'text' })).status,
    ).toBe(403);
    for (const body of [
      { label: 'Tier', type: 'choice', choices: ['A', 'B'] },
      { label: 'Budget', type: 'number' },
      { label: 'Council votes on', type: 'date' },
      { label: 'Agenda', type: 'url' },
      { label: 'Remark', type: 'text' },
    ])
      expect((await field(body)).status).toBe(201);
    expect((await field({ label: 'Tier!', type: 'text', key: 'tier' })).json.code).toBe('custom_key_taken');
    expect((await field({ label: '???', type: 'text' })).json.code).toBe('custom_key_invalid');
    expect((await field({ label: 'Empty', type: 'choice' })).json.code).toBe('choices_needed');
    await admin.post('/api/v1/custom-fields', { subject: 'pitch', label: 'Likelihood', type: 'number' });
    const { json } = await rep.get('/api/v1/custom-fields?subject=department');
    expect(json.data.map(({ key, type }: Row) => `${key} ${type}`)).toEqual([
      'tier choice',
      'budget number',
      'council_votes_on date',
      'agenda url',
      'remark text',
    ]);
    const agenda = json.data[3];
    await admin.patch(`/api/v1/custom-fields/${agenda.id}`, { move: 'up', label: 'Council agenda' });
    const moved = (await rep.get('/api/v1/custom-fields?subject=department')).json.data;
    expect([moved[2].key, moved[2].label]).toEqual(['agenda', 'Council agenda']);
  });

  it('hold values in the API, all right or none, on the record without what stands in them', async () => {
    const custom = {
      tier: 'A',
      budget: 12.5,
      council_votes_on: '2019-03-01',
      agenda: 'https://city.example/a',
    };
    const set = await rep.patch(`/api/v1/departments/${alder.id}`, { custom });
    expect([set.status, set.json.custom]).toEqual([200, custom]);
    const wrong = await rep.patch(`/api/v1/departments/${alder.id}`, {
      custom: { tier: 'C', budget: '12', remark: 'x' },
    });
    expect([wrong.status, wrong.json.code, wrong.json.errors.map(({ field: name }: Row) => name)]).toEqual([
      422,
      'custom_invalid',
      ['custom.tier', 'custom.budget'],
    ]);
    const cleared = await rep.patch(`/api/v1/departments/${alder.id}`, {
      custom: { tier: null, remark: 'Ask Dana' },
    });
    expect(cleared.json.custom).toMatchObject({ remark: 'Ask Dana', budget: 12.5 });
    expect(cleared.json.custom.tier).toBeUndefined();
    const events = await app.sql(
      `select summary, visibility, payload from domain_event where type = 'department.custom_changed' order by seq`,
    );
    expect(events.map(({ visibility }) => visibility)).toEqual(['vendor', 'vendor']);
    expect(JSON.stringify(events)).not.toMatch(/Dana|12\.5/);
    const pitched = await rep.patch(`/api/v1/pitches/${pitches[0]}/custom`, { custom: { likelihood: 80 } });
    expect([pitched.status, pitched.json.custom]).toEqual([200, { likelihood: 80 }]);
  });

  it('are not for the department’s own people, by the database itself', async () => {
    const pio = await app.as({ role: 'pio', departmentId: alder.id });
    expect((await pio.get('/api/v1/custom-fields?subject=department')).status).toBe(403);
    for (const table of ['department', 'pitch']) {
      const [row] = await app.sql(
        `select has_column_privilege('liaison_department', $1, 'custom', 'select') as custom,
                has_column_privilege('liaison_department', $1, 'id', 'select') as id`,
        [table],
      );
      expect([table, row]).toEqual([table, { custom: false, id: true }]);
    }
  });

  it('are shown and edited on pages', async () => {
    const page = await app.signedIn('rep');
    expect((await page.get(`/departments/${alder.id}`)).text).toContain('Ask Dana');
    const form = await page.get(`/departments/${alder.id}/edit`);
    expect(form.text).toContain('custom.council_votes_on');
    const facts = { name: 'Alder Police', kind: 'municipal_police', state: 'KS' };
    const refused = await page.form(`/departments/${alder.id}`, { ...facts, 'custom.budget': 'lots' });
    expect([refused.status, refused.text.includes('is a number')]).toEqual([422, true]);
    const saved = await page.form(`/departments/${alder.id}`, {
      ...facts,
      'custom.budget': '1,500',
      'custom.remark': '',
      'custom.tier': 'B',
    });
    expect(saved.status).toBe(303);
    expect((await rep.get(`/api/v1/departments/${alder.id}`)).json.custom).toMatchObject({
      budget: 1500,
      tier: 'B',
    });
    expect((await page.get(`/pitches/${pitches[0]}`)).text).toContain('Likelihood');
    const pitch = await page.form(`/pitches/${pitches[0]}/fields`, { 'custom.likelihood': '55' });
    expect(pitch.status).toBe(303);
    const settings = await (await app.signedIn('admin')).get('/settings/fields');
    expect([settings.status, settings.text.includes('Council agenda')]).toEqual([200, true]);
  });

  it('are columns, filters and orders of lists', async () => {
    const rows = async (name: string, query: string) =>
      (await rep.get(`/api/v1/lists/${name}?${query}`)).json.data;
    expect(await rows('departments', 'custom.tier=B&columns=custom.budget,custom.tier')).toMatchObject([
      { 'custom.budget': 1500, 'custom.tier': 'B' },
    ]);
    for (const query of [
      'custom.budget.min=1000',
      'custom.council_votes_on.from=2019-02-01',
      'custom.agenda=city.ex',
    ])
      expect([query, (await rows('departments', query)).length]).toEqual([query, 1]);
    expect(await rows('departments', 'custom.agenda=100%25')).toHaveLength(0);
    expect((await rows('departments', 'sort=-custom.budget'))[0].name).toBe('Alder Police');
    expect(
      (await rows('pitches', 'custom.likelihood.max=60&columns=custom.likelihood'))[0]['custom.likelihood'],
    ).toBe(55);
    const fields = (await rep.get('/api/v1/custom-fields?subject=department')).json.data;
    await admin.patch(`/api/v1/custom-fields/${fields[0].id}`, { retired: true });
    expect((await rep.get('/api/v1/lists/departments?custom.tier=B')).status).toBe(400);
    expect((await rep.patch(`/api/v1/departments/${alder.id}`, { custom: { tier: 'A' } })).status).toBe(422);
    expect((await rep.patch(`/api/v1/departments/${alder.id}`, { custom: { tier: 'B' } })).status).toBe(200);
  });

  const stages = async () =>
    (await app.sql<{ stage: string }>(`select stage from pitch order by id`))
      .map(({ stage }) => stage)
      .join(' ');

  it('look at a change first: what would change, what is so already, what is refused and why', async () => {
    const before = await stages();
    const { status, json } = await rep.post('/api/v1/bulk-changes', {
      subject: 'pitches',
      all: true,
      query: '',
      change: { kind: 'stage', to: 'green_lit' },
    });
    expect([status, json.state, json.counts]).toEqual([
      201,
      'checked',
      { chosen: 0, ready: 0, unchanged: 0, refused: 4, changed: 0 },
    ]);
    expect(json.refusals.map(({ count }: Row) => count)).toEqual([3, 1]);
    expect(json.refusals[1].message).toContain('council item');
    const again = await rep.post(`/api/v1/bulk-changes/${json.id}/preview`, { kind: 'stage', to: 'pitched' });
    expect(again.json.counts).toMatchObject({ ready: 3, unchanged: 1, refused: 0 });
    expect(await stages()).toBe(before);
    const [{ count }] = (await app.sql(`select count(*)::int as count from pitch_stage`)) as [Row];
    const applied = await rep.post(`/api/v1/bulk-changes/${json.id}/application`);
    expect([applied.status, applied.json.state, applied.json.counts.changed]).toEqual([202, 'applied', 3]);
    expect(await stages()).toBe('pitched pitched pitched pitched');
    expect(((await app.sql(`select count(*)::int as count from pitch_stage`)) as [Row])[0].count).toBe(
      count + 3,
    );
    expect((await rep.post(`/api/v1/bulk-changes/${json.id}/application`)).json.code).toBe(
      'bulk_step_not_allowed',
    );
    expect((await other.get(`/api/v1/bulk-changes/${json.id}`)).status).toBe(404);
  });

  it('give owners, add tasks, close, and set fields', async () => {
    const change = async (change: object, ids = pitches, subject = 'pitches') => {
      const made = await rep.post('/api/v1/bulk-changes', { subject, ids, change });
      expect([made.status, made.json.state ?? made.text]).toEqual([201, 'checked']);
      return (await rep.post(`/api/v1/bulk-changes/${made.json.id}/application`)).json.counts;
    };
    expect(await change({ kind: 'owner', ownerId: other.personId }, pitches.slice(0, 2))).toMatchObject({
      changed: 2,
    });
    expect(await app.sql(`select from pitch where owner_id = $1`, [other.personId])).toHaveLength(2);
    expect(await app.sql(`select from domain_event where type = 'pitch.assigned'`)).toHaveLength(2);
    await change({ kind: 'task', title: 'Send the flyer', dueOn: '2019-03-01' });
    expect(await app.sql(`select from task where title = 'Send the flyer'`)).toHaveLength(4);
    await change({ kind: 'custom', key: 'likelihood', value: 10 });
    expect(await app.sql(`select from pitch where custom @> '{"likelihood": 10}'`)).toHaveLength(4);
    expect(
      await change({ kind: 'close', to: 'dormant', reason: 'Budget year' }, [pitches[3] as string]),
    ).toMatchObject({ changed: 1 });
    expect(
      await change({ kind: 'department_kind', value: 'sheriff' }, [alder.id], 'departments'),
    ).toMatchObject({ changed: 1 });
    const wrong = await rep.post('/api/v1/bulk-changes', {
      subject: 'departments',
      ids: [alder.id],
      change: { kind: 'custom', key: 'budget', value: 'x' },
    });
    expect([wrong.json.counts.refused, wrong.json.refusals[0].message]).toEqual([1, 'Budget is a number.']);
    for (const [body, code] of [
      [{ kind: 'close', to: 'declined' }, 'change_incomplete'],
      [{ kind: 'owner', ownerId: alder.id }, 'change_incomplete'],
      [{ kind: 'stage', to: 'nowhere' }, 'invalid_input'],
      [{ kind: 'department_kind', value: 'sheriff' }, 'change_incomplete'],
    ] as const) {
      const refused = await rep.post('/api/v1/bulk-changes', {
        subject: 'pitches',
        ids: pitches,
        change: body,
      });
      expect([body.kind, refused.json.code]).toEqual([body.kind, code]);
    }
    expect(
      (
        await rep.post('/api/v1/bulk-changes', {
          subject: 'pitches',
          change: { kind: 'stage', to: 'pitched' },
        })
      ).json.code,
    ).toBe('nothing_chosen');
  });

  it('work as a job when there are many, and go on after a kill without doing a row twice', async () => {
    await app.sql(
      `insert into department (id, name, search_name, kind, state, time_zone, time_zone_source, created_at, updated_at)
       select gen_random_uuid(), 'Town ' || n, 'town ' || n, 'other', 'NV', 'America/Los_Angeles', 'assumed', now(), now()
         from generate_series(1, 203) as n`,
    );
    const made = await rep.post('/api/v1/bulk-changes', {
      subject: 'departments',
      all: true,
      query: 'state=NV',
      change: { kind: 'time_zone', value: 'America/Boise' },
    });
    expect([made.status, made.json.state, made.json.total]).toEqual([201, 'checking', 203]);
    await app.drain();
    const { id } = made.json;
    expect((await rep.get(`/api/v1/bulk-changes/${id}`)).json).toMatchObject({
      state: 'checked',
      counts: { ready: 203 },
    });
    expect((await rep.post(`/api/v1/bulk-changes/${id}/application`)).json.state).toBe('applying');
    // The process dies while it changes the tenth row.
    const rows = app.get(RowChanger);
    const apply = rows.apply.bind(rows);
    let calls = 0;
    rows.apply = (...args) => (++calls > 9 ? new Promise(() => undefined) : apply(...args));
    void app.get(BulkChangesService).workOn(id);
    while (calls < 10) await new Promise((resolve) => setTimeout(resolve, 5));
    rows.apply = apply;
    expect((await rep.get(`/api/v1/bulk-changes/${id}`)).json.counts).toMatchObject({
      changed: 9,
      ready: 194,
    });
    await Promise.all([app.get(BulkChangesService).workOn(id), app.runScheduled('lists.bulk-changes')]);
    expect((await rep.get(`/api/v1/bulk-changes/${id}`)).json).toMatchObject({
      state: 'applied',
      counts: { changed: 203, ready: 0, refused: 0 },
    });
    const [{ events }] = (await app.sql(
      `select count(*)::int as events from domain_event e join department d on d.id = e.department_id
        where e.type = 'department.changed' and d.state = 'NV'`,
    )) as [Row];
    expect(events).toBe(203);
  });

  it('have pages that work without script', async () => {
    const page = await app.signedIn({ role: 'rep', email: 'bulk@people.example' });
    const none = await page.form('/bulk-changes', { subject: 'pitches', query: 'standing=open' });
    expect([none.status, none.headers.get('location')]).toEqual([303, '/pitches?standing=open']);
    const chosen = await page.form('/bulk-changes', {
      subject: 'pitches',
      query: 'standing=open',
      id: pitches[0] as string,
    });
    const path = String(chosen.headers.get('location'));
    expect((await page.get(path)).text).toContain('Change 1 pitch');
    const refused = await page.form(`${path}/preview`, { kind: 'close', to: 'dormant', reason: '' });
    expect([refused.status, refused.text.includes('Say why.')]).toEqual([422, true]);
    await page.form(`${path}/preview`, { kind: 'stage', to: 'in_discussion' });
    const preview = await page.get(path);
    expect(preview.text).toContain('Move to in discussion');
    expect(preview.text).toContain('Nothing has changed yet');
    await page.form(`${path}/application`, {});
    expect((await page.get(path)).text).toContain('Birch Police');
    expect((await page.get(`${path}/rows?outcome=changed`)).text).toContain('Birch Police');
    const reviewer = await app.as('reviewer');
    expect((await reviewer.post('/api/v1/bulk-changes', {})).status).toBe(403);
  });
});
