import { buildDepartment } from '../factories/department.js';
import { buildPitch, OFFER } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

describe('a pitch through its stages', () => {
  let app: TestApp;
  let rep: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-20T15:00:00Z' });
    rep = await app.as('rep');
  });
  afterAll(() => app.close());

  const move = (id: string, body: object) => rep.post(`/api/v1/pitches/${id}/stage-changes`, body);

  it('opens as a prospect, and every stay in a stage is a row from then on', async () => {
    const department = await buildDepartment(app);
    const opened = await rep.post('/api/v1/pitches', {
      departmentId: department.id,
      openedOn: '2018-12-10',
      offer: OFFER,
    });
    expect(opened.status).toBe(201);
    expect(opened.json).toMatchObject({ stage: 'prospect', openedOn: '2018-12-10', ownerId: rep.personId });
    expect(opened.json.offer).toMatchObject({
      downloadsPerDevice: 20,
      deviceFmvCents: 20000,
      deviceDiscountPercent: 15,
    });

    const { id } = opened.json;
    expect(
      (await move(id, { to: 'in_discussion', occurredOn: '2019-01-08', note: 'They asked for the terms' }))
        .status,
    ).toBe(201);
    expect((await move(id, { to: 'contacted', occurredOn: '2019-01-20' })).status).toBe(201);
    const { json } = await move(id, { to: 'legal_review', occurredOn: '2019-02-01' });
    expect(
      json.stages.map((stay: Record<string, unknown>) => [stay.stage, stay.occurredOn, stay.leftOn]),
    ).toEqual([
      ['prospect', '2018-12-10', '2019-01-08'],
      ['in_discussion', '2019-01-08', '2019-01-20'],
      ['contacted', '2019-01-20', '2019-02-01'],
      ['legal_review', '2019-02-01', null],
    ]);
    const events = await app.sql<{ summary: string }>(
      `select summary from domain_event where department_id = $1 and type like 'pitch%' order by seq`,
      [department.id],
    );
    expect(events.map((event) => event.summary)).toEqual([
      'Pitch opened',
      'Offer: 15 % device discount, one $200 device per 20 downloads',
      'Pitch moved to in discussion',
      'Pitch moved back to contacted',
      'Pitch moved to legal review',
    ]);
  });

  it('refuses steps the table does not know, and writes nothing', async () => {
    const { id } = await buildPitch(app, { rep });
    const early = await move(id, { to: 'green_lit' });
    expect([early.status, early.json.code]).toEqual([422, 'stage_not_reachable']);
    const still = await move(id, { to: 'prospect' });
    expect([still.status, still.json.code]).toEqual([422, 'stage_not_reachable']);
    const unknown = await move(id, { to: 'won' });
    expect([unknown.status, unknown.json.code]).toEqual([400, 'invalid_input']);
    const { json } = await rep.get(`/api/v1/pitches/${id}`);
    expect(json.stage).toBe('prospect');
    expect(json.stages).toHaveLength(1);
  });

  it('refuses a date in the future, by the department’s own calendar', async () => {
    app.clock.set('2019-02-21T03:00:00Z');
    const { id } = await buildPitch(app, { rep });
    const tomorrow = await move(id, { to: 'contacted', occurredOn: '2019-02-21' });
    expect([tomorrow.status, tomorrow.json.code]).toEqual([422, 'date_in_future']);
    expect((await move(id, { to: 'contacted', occurredOn: '2019-02-20' })).status).toBe(201);
    const nonsense = await move(id, { to: 'pitched', occurredOn: '2019-02-30' });
    expect([nonsense.status, nonsense.json.code]).toEqual([422, 'date_invalid']);
  });

  it('refuses a move made from a stale view', async () => {
    const { id } = await buildPitch(app, { rep });
    expect((await move(id, { to: 'contacted', expectedStage: 'prospect' })).status).toBe(201);
    const stale = await move(id, { to: 'pitched', expectedStage: 'prospect' });
    expect([stale.status, stale.json.code]).toEqual([409, 'stale_move']);
  });

  it('lets one of two movers win when both saw the same stage', async () => {
    const { id } = await buildPitch(app, { rep });
    const answers = await Promise.all([
      move(id, { to: 'contacted', expectedStage: 'prospect' }),
      move(id, { to: 'pitched', expectedStage: 'prospect' }),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
    expect((await rep.get(`/api/v1/pitches/${id}`)).json.stages).toHaveLength(2);
  });

  it('is declined with a reason only, and can be reopened', async () => {
    const { id } = await buildPitch(app, { rep, stage: 'pitched' });
    const silent = await move(id, { to: 'declined' });
    expect([silent.status, silent.json.code]).toEqual([422, 'reason_required']);
    const declined = await move(id, { to: 'declined', reason: 'The council said no' });
    expect(declined.json).toMatchObject({ stage: 'declined', closeReason: 'The council said no' });
    const reopened = await move(id, { to: 'in_discussion' });
    expect(reopened.json).toMatchObject({ stage: 'in_discussion', closedOn: null, closeReason: null });
  });

  it('is the only open one of its department', async () => {
    const first = await buildPitch(app, { rep });
    const second = await rep.post('/api/v1/pitches', { departmentId: first.departmentId, offer: OFFER });
    expect([second.status, second.json.code]).toEqual([409, 'open_pitch_exists']);
    await move(first.id, { to: 'dormant', reason: 'No answer' });
    expect(
      (await rep.post('/api/v1/pitches', { departmentId: first.departmentId, offer: OFFER })).status,
    ).toBe(201);
    const reopened = await move(first.id, { to: 'contacted' });
    expect([reopened.status, reopened.json.code]).toEqual([409, 'open_pitch_exists']);
  });

  it('refuses an incentive for a person, however it is made', async () => {
    const department = await buildDepartment(app);
    const forOfficers = { ...OFFER, recipient: 'officer' };
    const opened = await rep.post('/api/v1/pitches', { departmentId: department.id, offer: forOfficers });
    expect([opened.status, opened.json.code]).toEqual([422, 'personal_incentive']);
    expect(await app.sql('select from pitch where department_id = $1', [department.id])).toHaveLength(0);
    const { id } = await buildPitch(app, { rep, department });
    const later = await rep.post(`/api/v1/pitches/${id}/offers`, forOfficers);
    expect([later.status, later.json.code]).toEqual([422, 'personal_incentive']);
  });

  it('keeps every offer; the newest stands', async () => {
    const { id } = await buildPitch(app, { rep });
    expect(
      (await rep.post(`/api/v1/pitches/${id}/offers`, { ...OFFER, downloadsPerDevice: 15 })).status,
    ).toBe(201);
    const { json } = await rep.get(`/api/v1/pitches/${id}`);
    expect(json.offer.downloadsPerDevice).toBe(15);
    expect(json.offers.map((offer: Record<string, unknown>) => offer.number)).toEqual([2, 1]);
    await expect(
      app.sql(`update offer set downloads_per_device = 1 where pitch_id = $1`, [id]),
    ).rejects.toThrow();
  });

  it('needs a council item for the green light where an ordinance says so', async () => {
    const department = await buildDepartment(app, {
      oversightOrdinance: { name: 'Surveillance ordinance 12-4' },
    });
    const { id } = await buildPitch(app, { rep, department, stage: 'legal_review' });
    const without = await move(id, { to: 'green_lit' });
    expect([without.status, without.json.code]).toEqual([422, 'council_item_required']);
    expect((await rep.get(`/api/v1/pitches/${id}`)).json.stage).toBe('legal_review');
    const councilItem = {
      number: '19-031',
      date: '2019-02-12',
      documentUrl: 'https://city.example/agenda/19-031',
    };
    const lit = await move(id, { to: 'green_lit', councilItem });
    expect(lit.status).toBe(201);
    expect(lit.json.stages.at(-1).councilItem).toEqual(councilItem);
  });
});
