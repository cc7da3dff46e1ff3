import { type BuiltPartnership, buildPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/client.js';

describe('the life of a partnership', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-15T15:00:00Z' });
  });
  afterAll(() => app.close());
  beforeEach(() => app.clock.set('2019-06-15T15:00:00Z'));

  const step = async (p: BuiltPartnership, what: string, body: object) => {
    const answer = await p.rep.post(`/api/v1/partnerships/${p.id}/${what}`, body);
    return answer.status === 201 ? answer.json.state : answer.json.code;
  };

  it('goes from signed to active to announced to ended, and says how long the public was not told', async () => {
    const p = await buildPartnership(app);
    expect(await step(p, 'activation', { activeOn: '2019-03-12' })).toBe('active');
    const silent = await p.rep.get(`/api/v1/partnerships/${p.id}`);
    expect(silent.json.undisclosedDays).toBe(95);
    expect(
      await step(p, 'announcement', { announcedOn: '2019-04-22', url: 'https://city.example/news/1' }),
    ).toBe('announced');
    expect(await step(p, 'end', { endedOn: '2019-06-14', reason: 'The council asked for it' })).toBe('ended');
    const read = await p.rep.get(`/api/v1/partnerships/${p.id}`);
    expect(read.json).toMatchObject({
      undisclosedDays: 41,
      endedOn: '2019-06-14',
      announcementUrl: 'https://city.example/news/1',
    });
    const events = await app.sql<{ type: string; occurred_on: string; visibility: string }>(
      `select type, occurred_on::text, visibility from domain_event where subject_id = $1 order by seq`,
      [p.id],
    );
    expect(events.filter((e) => e.type.startsWith('partnership.'))).toEqual([
      { type: 'partnership.opened', occurred_on: '2019-02-28', visibility: 'shared' },
      { type: 'partnership.activated', occurred_on: '2019-03-12', visibility: 'shared' },
      { type: 'partnership.announced', occurred_on: '2019-04-22', visibility: 'shared' },
      { type: 'partnership.ended', occurred_on: '2019-06-14', visibility: 'shared' },
    ]);
  });

  it('may be announced before it is active, and dates may be corrected', async () => {
    const p = await buildPartnership(app);
    expect(await step(p, 'announcement', { announcedOn: '2019-03-01' })).toBe('announced');
    expect(await step(p, 'activation', { activeOn: '2019-03-12' })).toBe('announced');
    expect(await step(p, 'activation', { activeOn: '2019-03-10' })).toBe('announced');
    expect((await p.rep.get(`/api/v1/partnerships/${p.id}`)).json).toMatchObject({
      activeOn: '2019-03-10',
      undisclosedDays: 0,
    });
  });

  it('refuses days to come, days out of order and steps that are none', async () => {
    const p = await buildPartnership(app);
    for (const [what, body] of [
      ['activation', { activeOn: '2019-06-16' }],
      ['announcement', { announcedOn: '2019-06-16' }],
      ['end', { endedOn: '2019-06-16', reason: 'x' }],
    ] as const)
      expect(await step(p, what, body)).toBe('date_in_future');
    expect(await step(p, 'activation', { activeOn: '2019-02-27' })).toBe('dates_out_of_order');
    expect(await step(p, 'activation', { activeOn: '2019-03-12' })).toBe('active');
    expect(await step(p, 'end', { endedOn: '2019-03-11', reason: 'x' })).toBe('dates_out_of_order');
    expect(await step(p, 'activation', { activeOn: '2019-02-30' })).toBe('invalid_input');
    expect(await step(p, 'end', { endedOn: '2019-06-01' })).toBe('invalid_input');
    expect(await step(p, 'end', { endedOn: '2019-06-01', reason: 'Over' })).toBe('ended');
    const agreement = { fileName: 'renewal.pdf', contentBase64: 'cmVuZXdhbA==' };
    expect(await step(p, 'renewal', { endsOn: '2021-02-28', agreement })).toBe('step_not_allowed');
    expect(
      await step(p, 'terms', {
        from: '2019-06-01',
        downloadsPerDevice: 10,
        deviceSku: 'HD2',
        deviceFmvCents: 1,
        holdDays: 0,
      }),
    ).toBe('step_not_allowed');
  });

  it('reads "today" where the department is', async () => {
    const p = await buildPartnership(app);
    // Half past midnight in London on the 16th is still the evening of the 15th in Kansas.
    app.clock.set('2019-06-15T23:30:00Z');
    expect(await step(p, 'activation', { activeOn: '2019-06-16' })).toBe('date_in_future');
    app.clock.set('2019-06-16T05:00:00Z');
    expect(await step(p, 'activation', { activeOn: '2019-06-16' })).toBe('active');
  });

  it('is over the day after its last day, not on it, and not when it was renewed', async () => {
    app.clock.set('2019-02-28T15:00:00Z');
    const over = await buildPartnership(app, { activeOn: '2019-02-28' });
    const renewed = await buildPartnership(app, { activeOn: '2019-02-28' });
    const agreement = {
      fileName: 'renewal.pdf',
      contentBase64: 'cmVuZXdhbA==',
      signatories: ['Chief Ruth Alder'],
    };
    expect(await step(renewed, 'renewal', { endsOn: '2021-02-28', agreement })).toBe('active');
    const state = async (p: BuiltPartnership) => (await p.rep.get(`/api/v1/partnerships/${p.id}`)).json;
    // The last minute of 28 February in Kansas.
    app.clock.set('2020-02-29T05:59:00Z');
    await app.runScheduled('partnerships.end-due');
    expect(await state(over)).toMatchObject({ state: 'active', endedOn: null });
    app.clock.set('2020-02-29T06:00:00Z');
    await app.runScheduled('partnerships.end-due');
    await app.runScheduled('partnerships.end-due');
    expect(await state(over)).toMatchObject({ state: 'ended', endedOn: '2020-02-28' });
    expect(await state(renewed)).toMatchObject({
      state: 'active',
      endsOn: '2021-02-28',
      agreements: [{ signatories: ['Chief Ruth Alder'] }],
    });
    const ended = await app.sql(
      `select actor_name from domain_event where type = 'partnership.ended' and subject_id = $1`,
      [over.id],
    );
    expect(ended).toEqual([{ actor_name: 'Liaison' }]);
  });

  it('keeps every version of its terms, and discloses the one in force', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    const terms = { deviceSku: 'HD3', deviceFmvCents: 25_000, holdDays: 7, cap: { devices: 3, per: 'year' } };
    expect(await step(p, 'terms', { ...terms, from: '2019-02-27', downloadsPerDevice: 25 })).toBe(
      'dates_out_of_order',
    );
    expect(
      await step(p, 'terms', { ...terms, from: '2019-07-01', downloadsPerDevice: 25, form: 'credit' }),
    ).toBe('active');
    const before = (await p.rep.get(`/api/v1/partnerships/${p.id}`)).json;
    expect([before.terms.version, before.termsVersions.length]).toEqual([1, 2]);
    expect(before.termsVersions[1]).toMatchObject({
      creditCents: 1_000,
      capDevices: 3,
      capPer: 'year',
      fromDate: '2019-07-01',
    });
    app.clock.set('2019-07-01T12:00:00Z');
    const after = (await p.rep.get(`/api/v1/partnerships/${p.id}`)).json;
    expect(after.disclosure).toContain(
      'earns a $10 credit toward a $250 device for each download of the app through this link.',
    );
  });

  it('cannot have two that have not ended, whatever the code above does', async () => {
    const p = await buildPartnership(app);
    await expect(
      app.sql(
        `insert into partnership (id, department_id, state, signed_on, ends_on, recorded_at)
         select gen_random_uuid(), department_id, 'signed', signed_on, ends_on, recorded_at from partnership where id = $1`,
        [p.id],
      ),
    ).rejects.toThrow('partnership_current_uq');
    await expect(app.sql('update terms_version set downloads_per_device = 1')).rejects.toThrow('append-only');
  });

  it('is seen by its own department only, and changed by none', async () => {
    const [own, other] = [await buildPartnership(app), await buildPartnership(app)];
    const pio = await app.as({ role: 'pio', departmentId: own.departmentId });
    expect((await pio.get(`/api/v1/partnerships/${own.id}`)).status).toBe(200);
    expect((await pio.get(`/api/v1/partnerships/${other.id}`)).status).toBe(404);
    expect((await pio.get('/api/v1/partnerships')).json.data.map((row: { id: string }) => row.id)).toEqual([
      own.id,
    ]);
    expect(
      (await pio.post(`/api/v1/partnerships/${own.id}/activation`, { activeOn: '2019-03-12' })).status,
    ).toBe(403);
    expect((await own.rep.get('/api/v1/partnerships/not-an-id')).status).toBe(404);
    expect(
      (await own.rep.post('/api/v1/partnerships/not-an-id/activation', { activeOn: '2019-03-12' })).status,
    ).toBe(404);
  });

  it('is listed page by page', async () => {
    const rep = await app.as('rep');
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer: Answer = await rep.get(`/api/v1/partnerships?limit=3${cursor && `&cursor=${cursor}`}`);
      expect(answer.json.data.length).toBeLessThanOrEqual(3);
      seen.push(...answer.json.data.map((row: { id: string }) => row.id));
      cursor = answer.json.nextCursor;
    }
    const [{ count } = { count: 0 }] = await app.sql<{ count: number }>(
      'select count(*)::int from partnership',
    );
    expect([seen.length, new Set(seen).size]).toEqual([count, count]);
    expect((await rep.get('/api/v1/partnerships?state=asleep')).status).toBe(400);
  });
});
