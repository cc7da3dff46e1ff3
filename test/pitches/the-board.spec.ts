import { buildDepartment } from '../factories/department.js';
import { type BuiltPitch, buildPitch, OFFER } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { printedSeed, size } from '../support/size.js';
import { Verifier } from '../../src/platform/verify/verify-check.js';

const OPEN = ['prospect', 'contacted', 'pitched', 'in_discussion', 'legal_review'];

describe('the board', () => {
  let app: TestApp;
  let rep: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-20T15:00:00Z' });
    rep = await app.as('rep');
    const texas = await buildDepartment(app, { state: 'TX', kind: 'sheriff' });
    await buildPitch(app, {
      rep,
      fields: { offer: { ...OFFER, devicesPromised: 3 }, openedOn: '2018-12-01' },
    });
    await buildPitch(app, { rep, fields: { offer: { ...OFFER, devicesPromised: 2 } } });
    await buildPitch(app, { rep, department: texas, stage: 'legal_review' });
    await buildPitch(app, { rep: await app.as('rep'), stage: 'declined' });
  });
  afterAll(() => app.close());

  it('counts each column and shows its cards, the longest waiting first', async () => {
    const { json } = await rep.get('/api/v1/pitch-board');
    expect(json.columns.map((column: Record<string, unknown>) => [column.stage, column.count])).toEqual([
      ['prospect', 2],
      ['contacted', 0],
      ['pitched', 0],
      ['in_discussion', 0],
      ['legal_review', 1],
      ['green_lit', 0],
    ]);
    expect(json).toMatchObject({ openCount: 3, devicesPromised: 5, staleCount: 1, declined: 1, dormant: 0 });
    const [first, second] = json.columns[0].cards;
    expect(first).toMatchObject({ daysInStage: 81, stale: true, devicesPromised: 3 });
    expect(second).toMatchObject({ daysInStage: 0, stale: false });
  });

  it('shows every name as it is written, whatever stands in it', async () => {
    const odd = 'The "Old \\ New" Doña Ana’s {Falls} Police 😀';
    const title = 'Ask for the "form"\\\n\tand\u0001 more';
    const department = await buildDepartment(app, { name: odd, city: 'Foo"\\bar', state: 'NM' });
    const { id } = await buildPitch(app, { rep, department, stage: 'dormant' });
    await app.sql(
      `insert into task (id, pitch_id, department_id, title, created_at, created_by_name) values (gen_random_uuid(), $1, $2, $3, now(), 'x')`,
      [id, department.id, title],
    );
    const { json } = await rep.get('/api/v1/pitch-board?stage=dormant');
    expect(json.columns[0].cards).toEqual([
      {
        id,
        stage: 'dormant',
        departmentId: department.id,
        departmentName: odd,
        departmentKind: 'municipal_police',
        city: 'Foo"\\bar',
        county: (await rep.get(`/api/v1/departments/${department.id}`)).json.county,
        state: 'NM',
        ownerId: rep.personId,
        ownerName: expect.any(String),
        openedOn: '2019-02-20',
        daysInStage: 0,
        quietDays: 0,
        stale: false,
        devicesPromised: expect.any(Number),
        nextTask: { id: expect.any(String), title, dueOn: null, overdue: false },
      },
    ]);
  });

  it('is filtered by owner, state and kind', async () => {
    const counted = async (query: string) => (await rep.get(`/api/v1/pitch-board?${query}`)).json.openCount;
    expect(await counted('state=TX')).toBe(1);
    expect(await counted('kind=sheriff')).toBe(1);
    expect(await counted('state=KS&kind=sheriff')).toBe(0);
    expect(await counted(`ownerId=${rep.personId}`)).toBe(3);
  });

  it('hands out a column in pages', async () => {
    const first = await rep.get('/api/v1/pitch-board?stage=prospect&limit=1');
    expect(first.json.columns).toHaveLength(1);
    expect(first.json.columns[0]).toMatchObject({ count: 2 });
    const { nextCursor, cards } = first.json.columns[0];
    const next = await rep.get(`/api/v1/pitch-board?stage=prospect&limit=1&cursor=${nextCursor}`);
    expect(next.json.columns[0].cards[0].id).not.toBe(cards[0].id);
    expect(next.json.columns[0].nextCursor).toBeNull();
    expect((await rep.get('/api/v1/pitch-board?stage=prospect&cursor=nonsense')).json.code).toBe(
      'invalid_cursor',
    );
  });

  it('says how long a column’s pitches have been there, by the organisation’s own day', async () => {
    const [prospect] = (await rep.get('/api/v1/pitch-board')).json.columns;
    expect(prospect).toMatchObject({ averageDays: 41, staleAfterDays: 30, devicesPromised: 5 });
    // Half past three in the morning in London is still yesterday where the organisation is.
    app.clock.set('2019-02-21T03:30:00Z');
    expect((await rep.get('/api/v1/pitch-board')).json.columns[0].cards[0].daysInStage).toBe(81);
    app.clock.set('2019-02-21T15:00:00Z');
    expect((await rep.get('/api/v1/pitch-board')).json.columns[0].cards[0].daysInStage).toBe(82);
  });

  it('calls cards stale by their stage’s limit, which an admin sets', async () => {
    const admin = await app.as('admin');
    const refused = await rep.put('/api/v1/stage-limits', { prospect: 90 });
    expect(refused.status).toBe(403);
    expect((await admin.put('/api/v1/stage-limits', { prospect: 0 })).status).toBe(400);
    expect((await admin.put('/api/v1/stage-limits', { prospect: 90 })).status).toBe(200);
    const { json } = await rep.get('/api/v1/pitch-board');
    expect(json).toMatchObject({ staleCount: 0, staleCountIsCut: false });
    expect(json.columns[0].cards[0]).toMatchObject({ stale: false, quietDays: 82 });
    const office = await app.signedIn('admin');
    const saved = await office.form('/settings/stages', { prospect: '30' });
    expect(saved.status).toBe(303);
    expect((await rep.get('/api/v1/pitch-board')).json.staleCount).toBe(1);
    expect((await office.form('/settings/stages', { prospect: 'soon' })).status).toBe(422);
    expect((await office.get('/settings/stages')).text).toContain('value="30"');
  });

  it('answers a board that asks what has changed with that alone', async () => {
    const page = await app.signedIn('rep');
    const { id } = await buildPitch(app, { rep, stage: 'pitched' });
    const changes = await page.get(`/board/changes?cards=${id}.prospect`);
    expect(changes.text).toContain(`action="remove" target="card-${id}"`);
    expect(changes.text).toContain('action="append" target="cards-pitched"');
    expect(changes.text).not.toContain('<html');
    const elsewhere = await page.get(`/board/changes?state=TX&cards=${id}.pitched`);
    expect(elsewhere.text).not.toContain('append');
    const stale = await page.form(`/board/cards/${id}/stage-changes`, {
      to: 'contacted',
      expectedStage: 'prospect',
    });
    expect([stale.status, stale.text.includes('moved this pitch to pitched')]).toEqual([409, true]);
    const moved = await page.form(`/board/cards/${id}/stage-changes`, {
      to: 'contacted',
      expectedStage: 'pitched',
    });
    expect([moved.status, moved.text.includes(`action="replace" target="card-${id}"`)]).toEqual([200, true]);
    expect((await page.get('/board/columns/contacted')).text).toContain(`card-${id}`);
    expect((await page.get('/board/closed')).text).toContain('pitch-card');
  });

  it('never lets time run backwards', async () => {
    const { id } = await buildPitch(app, { rep, fields: { openedOn: '2019-01-10' } });
    const move = (to: string, occurredOn: string) =>
      rep.post(`/api/v1/pitches/${id}/stage-changes`, { to, occurredOn });
    expect((await move('contacted', '2019-02-01')).status).toBe(201);
    const early = await move('pitched', '2019-01-31');
    expect([early.status, early.json.code]).toEqual([422, 'date_before_stage']);
    const backwards = `update pitch_stage set left_on = occurred_on - 1, left_at = entered_at where pitch_id = $1`;
    await expect(app.sql(backwards, [id])).rejects.toThrow('pitch_stage_days_ck');
  });

  it('counts what is there, and writes one row of history per move, however many move at once', async () => {
    const people = await Promise.all([1, 2, 3].map(() => app.as('rep')));
    const pitches: BuiltPitch[] = [];
    for (let i = 0; i < 4; i++) pitches.push(await buildPitch(app, { rep: people[i % 3] }));
    let seed = printedSeed('moves at once');
    const chance = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const accepted = new Map(pitches.map(({ id }) => [id, 0]));
    const moves = Array.from({ length: size(40, 2_000) }, () => ({
      who: people[chance(3)],
      id: pitches[chance(4)]?.id ?? '',
      to: OPEN[chance(5)],
      expectedStage: OPEN[chance(5)],
      looks: chance(2) === 0,
    }));
    for (let at = 0; at < moves.length; at += 8) {
      const some = moves.slice(at, at + 8).map(async ({ who, id, looks, ...move }) => {
        const body = looks ? move : { to: move.to };
        const answer = await who?.post(`/api/v1/pitches/${id}/stage-changes`, body);
        expect([201, 409, 422]).toContain(answer?.status);
        if (answer?.status === 201) accepted.set(id, (accepted.get(id) ?? 0) + 1);
      });
      await Promise.all([...some, app.runScheduled('pitches.fold-tally')]);
    }
    for (const [id, count] of accepted) {
      const stays = await app.sql('select from pitch_stage where pitch_id = $1', [id]);
      expect(stays).toHaveLength(count + 1);
    }
    expect([...accepted.values()].reduce((sum, count) => sum + count)).toBeGreaterThan(4);
    const there = await app.sql<{ stage: string; count: number }>(
      `select stage, count(*)::int as count from pitch where closed_on is null group by stage`,
    );
    const { columns } = (await rep.get('/api/v1/pitch-board')).json;
    for (const { stage, count } of columns)
      expect([stage, count]).toEqual([stage, there.find((row) => row.stage === stage)?.count ?? 0]);
    expect(await faultsOfPitches()).toEqual([]);
    await app.sql(`insert into pitch_tally values ('pitched', null, true, 1, 0, 0)`);
    expect(await faultsOfPitches()).toHaveLength(1);
  });

  const faultsOfPitches = async (): Promise<string[]> =>
    (await app.get(Verifier).run()).find(({ check }) => check === 'pitches')?.faults ?? ['not checked'];
});
