import { type BuiltDepartment, buildDepartment } from '../factories/department.js';
import { type BuiltPartnership, buildPartnership, someEvents } from '../factories/partnership.js';
import { type BuiltPitch, buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const SURVIVOR = 'Maple Grove Police Department';
const FORMER = 'Mapl Grv';

describe('what was written under a merged entry', () => {
  let app: TestApp;
  let rep: TestClient;
  let page: TestClient;
  /** Stays; nothing was ever written under it. */
  let stays: BuiltDepartment;
  /** Is merged; in another state, with an open pitch, its task, an activity and a contact. */
  let merged: BuiltDepartment;
  let pitch: BuiltPitch;
  /** Stays in Harvey County; its merged entry lay in Rice County and has a partnership nobody announced, and a device. */
  let partnerStays: BuiltDepartment;
  let partnerMerged: BuiltDepartment;
  let partnership: BuiltPartnership;
  /** In Harvey County, with no partner around but that one. */
  let neighbour: BuiltDepartment;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
    rep = await app.as({ role: 'rep', email: 'rep@vendor.example' });
    stays = await buildDepartment(app, { name: SURVIVOR, city: 'Maple Grove' });
    merged = await buildDepartment(app, { name: FORMER, city: FORMER, state: 'MO', county: 'Cole' });
    pitch = await buildPitch(app, { department: merged, rep, stage: 'contacted' });
    await rep.post(`/api/v1/pitches/${pitch.id}/tasks`, { title: 'Call the clerk', dueOn: '2019-06-03' });
    await rep.post(`/api/v1/pitches/${pitch.id}/activities`, {
      kind: 'call',
      subject: 'Asked for the chief',
    });
    await rep.post(`/api/v1/departments/${merged.id}/contacts`, {
      name: 'Ada Brook',
      role: 'pio',
      email: 'ada@brook.example',
    });
    partnerStays = await buildDepartment(app, { name: 'Oak Hill Police Department', county: 'Harvey' });
    partnerMerged = await buildDepartment(app, { name: 'Ok Hl', county: 'Rice' });
    neighbour = await buildDepartment(app, { name: 'Pine Town Police Department', county: 'Harvey' });
    partnership = await buildPartnership(app, { department: partnerMerged, activeOn: '2019-03-12' });
    await rep.post('/api/v1/downloads', { events: someEvents(20, partnership.alias) });
    const pio = await app.as({ role: 'pio', departmentId: partnerMerged.id });
    const schedule = { rule: { last: true }, hour: 9, active: true };
    await pio.put(`/api/v1/partnerships/${partnership.id}/reminder-schedule`, schedule);
    await app.drain();
    app.clock.set('2019-06-20T15:00:00Z');
    page = await app.signedIn({ role: 'rep', email: 'rep@vendor.example' });
  }, 60_000);
  afterAll(() => app.close());

  const list = async (name: string, query: string): Promise<Record<string, unknown>[]> =>
    (await rep.get(`/api/v1/lists/${name}?${query}`)).json.data;
  const departments = async (query: string): Promise<string[]> =>
    (await list('departments', query)).map(({ id }) => String(id));

  /** Everywhere a person reads of the pitch: by what name, and where the link leads. */
  async function names(): Promise<Record<string, unknown>> {
    const board = (await rep.get('/api/v1/pitch-board')).json;
    const card = board.columns
      .flatMap(({ cards }: { cards: { id: string }[] }) => cards)
      .find(({ id }: { id: string }) => id === pitch.id);
    const [task] = (await rep.get('/api/v1/tasks')).json.data;
    const reward = (await rep.get(`/api/v1/rewards?partnershipId=${partnership.id}`)).json.data[0];
    const [pitched] = await list('pitches', 'standing=open');
    const [tasked] = await list('tasks', 'standing=open');
    const [said] = await list('activities', '');
    const [contact] = await list('contacts', 'role=pio');
    return {
      card: [card.departmentName, card.departmentId, card.city, card.state],
      pitches: [pitched?.['name'], pitched?.['departmentId']],
      pitch: (await rep.get(`/api/v1/pitches/${pitch.id}`)).json.departmentName,
      task: [task.departmentName, task.departmentId],
      lists: [tasked?.['department'], said?.['department'], contact?.['department'], contact?.['state']],
      reward: [reward.departmentName, reward.departmentId],
      undisclosed: (await page.get('/reports/partners')).text.includes('Oak Hill Police Department'),
    };
  }

  describe('once merged', () => {
    let before: Record<string, unknown>;

    beforeAll(async () => {
      before = await names();
      for (const [from, to] of [
        [merged, stays],
        [partnerMerged, partnerStays],
      ] as const)
        expect((await rep.post(`/api/v1/departments/${from.id}/merge`, { intoId: to.id })).status).toBe(201);
      await app.drain();
    });

    it.each(['stage=contacted', 'owner=me', 'quiet=7', 'next=overdue', 'stage=contacted&owner=me&state=KS'])(
      'finds the survivor in the list of departments by %s',
      async (query) => expect(await departments(query)).toEqual([stays.id]),
    );

    it('and by its partnership, also from next door', async () => {
      expect(await departments('undisclosed=true')).toEqual([partnerStays.id]);
      expect(await departments('partnered=true')).toEqual([partnerStays.id]);
      const around = await departments('neighbours=county');
      expect(around).toContain(neighbour.id);
      // A department is no neighbour of its own.
      expect(around).not.toContain(partnerStays.id);
    });

    it('the standing of a family is that of its open pitch, else of its latest', async () => {
      expect(await departments('stage=prospect')).toEqual([]);
      const [row] = (await list('departments', 'columns=name,standing,next&stage=contacted')) as [
        Record<string, unknown>,
      ];
      expect(JSON.stringify(row)).toContain('Call the clerk');
    });

    it('names the survivor and leads to it', async () => {
      const partner = 'Oak Hill Police Department';
      expect(await names()).toEqual({
        card: [SURVIVOR, stays.id, 'Maple Grove', 'KS'],
        pitches: [SURVIVOR, stays.id],
        pitch: SURVIVOR,
        task: [SURVIVOR, stays.id],
        lists: [SURVIVOR, SURVIVOR, SURVIVOR, 'KS'],
        reward: [partner, partnerStays.id],
        undisclosed: true,
      });
    });

    it('the same on pages', async () => {
      for (const path of [
        '/board',
        '/pitches',
        `/pitches/${pitch.id}`,
        '/tasks',
        '/lists/tasks',
        '/lists/activities',
        '/lists/contacts',
        '/search?q=ada',
      ]) {
        const { status, text } = await page.get(path);
        expect([path, status, text.includes(SURVIVOR)]).toEqual([path, 200, true]);
        expect([path, text.includes(FORMER)]).toEqual([path, false]);
        expect([path, text.includes(`/departments/${merged.id}`)]).toEqual([path, false]);
      }
      for (const path of ['/rewards', '/reminders?period=2019-07', '/reports/partners']) {
        const { status, text } = await page.get(path);
        expect([path, status, text.includes('Oak Hill Police Department')]).toEqual([path, 200, true]);
        expect([path, text.includes('Ok Hl')]).toEqual([path, false]);
      }
      expect((await page.get(`/pitches/${pitch.id}`)).text).toContain(`/departments/${stays.id}`);
    });

    it('is found by what the survivor is, in order of its name, once', async () => {
      const named = (rows: Record<string, unknown>[]) =>
        rows.filter((row) => [row['name'], row['department']].includes(SURVIVOR)).length;
      for (const name of ['pitches', 'tasks', 'activities', 'contacts']) {
        const query = name === 'pitches' ? 'standing=open&' : '';
        expect([name, await list(name, `${query}state=MO`)]).toEqual([name, []]);
        expect([name, named(await list(name, `${query}state=KS`))]).toEqual([name, 1]);
        expect([name, named(await list(name, `${query}q=maple%20grove`))]).toEqual([name, 1]);
      }
      const board = async (query: string) =>
        (await rep.get(`/api/v1/pitch-board?${query}`)).json.openCount as number;
      expect([await board('state=KS'), await board('state=MO')]).toEqual([2, 0]);
      expect((await rep.get('/api/v1/pitches?state=MO')).json.data).toEqual([]);
      await buildPitch(app, {
        department: await buildDepartment(app, { name: 'Aspen Police Department' }),
        rep,
      });
      await buildPitch(app, { department: await buildDepartment(app, { name: 'Mb Marshal' }), rep });
      const seen: unknown[] = [];
      for (let cursor = ''; ;) {
        const { json } = await rep.get(
          `/api/v1/lists/pitches?standing=open&sort=name&limit=1${cursor && `&cursor=${cursor}`}`,
        );
        seen.push(...json.data.map((row: { name: string }) => row.name));
        if (!json.nextCursor) break;
        cursor = json.nextCursor;
      }
      expect(seen).toEqual(['Aspen Police Department', SURVIVOR, 'Mb Marshal']);
    });

    it('is the survivor’s people’s, and nobody else’s', async () => {
      const officer = await app.as({ role: 'pio', departmentId: partnerStays.id });
      const stranger = await app.as({ role: 'pio', departmentId: stays.id });
      const { data } = (await officer.get('/api/v1/rewards')).json;
      expect(data.map((row: { departmentName: string }) => row.departmentName)).toEqual([
        'Oak Hill Police Department',
      ]);
      expect((await stranger.get('/api/v1/rewards')).json.data).toEqual([]);
    });

    it('is held to the survivor’s oversight ordinance', async () => {
      const path = `/api/v1/departments/${stays.id}`;
      const ordinance = { name: 'Surveillance ordinance 12-4' };
      expect((await rep.patch(path, { oversightOrdinance: ordinance })).status).toBe(200);
      const move = (to: string) => rep.post(`/api/v1/pitches/${pitch.id}/stage-changes`, { to });
      expect((await move('legal_review')).status).toBe(201);
      const green = await move('green_lit');
      expect([green.status, green.json.code]).toEqual([422, 'council_item_required']);
      expect((await move('contacted')).status).toBe(201);
      expect((await rep.patch(path, { oversightOrdinance: null })).status).toBe(200);
    });

    it('has its former names again once undone', async () => {
      for (const { id } of [merged, partnerMerged])
        expect((await rep.post(`/api/v1/departments/${id}/merge-reversal`)).status).toBe(201);
      const { pitches: _pitches, ...after } = await names();
      const { pitches: _before, ...was } = before;
      expect(after).toEqual(was);
      expect((await page.get(`/pitches/${pitch.id}`)).text).toContain(FORMER);
      expect(await departments('stage=contacted')).toEqual([merged.id]);
      expect(await departments('undisclosed=true')).toEqual([partnerMerged.id]);
    });
  });
});
