import { Verifier } from '../../src/platform/verify/verify-check.js';
import { buildPartnership, type BuiltPartnership, shuffled, someEvents } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, TestClient } from '../support/client.js';
import { secondProcess } from './second-process.js';

describe('counting downloads', () => {
  let app: TestApp;
  let rep: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
    rep = await app.as('rep');
  });
  afterAll(async () => {
    const verdicts = await app.get(Verifier).run();
    const faults = verdicts.filter(({ check }) => check === 'downloads' || check === 'rewards');
    await app.close();
    // Whatever was done above, it all adds up.
    expect(faults.flatMap((verdict) => verdict.faults)).toEqual([]);
    expect(faults).toHaveLength(2);
  });

  const post = (events: unknown) => rep.post('/api/v1/downloads', { events });
  const progress = async (p: BuiltPartnership) =>
    (await rep.get(`/api/v1/partnerships/${p.id}/progress`)).json;
  const reverse = (externalId: string, reason = 'fraud') =>
    rep.post('/api/v1/download-reversals', { provider: 'generic', externalId, reason });

  /** The hundred of the story: 91 different ones, 79 of which count, and nine sent twice. */
  const theHundred = (alias: string) => {
    const different = [
      ...someEvents(79, alias),
      ...someEvents(6, alias, { kind: 'reinstall' }),
      ...someEvents(3, alias, { kind: 'open' }),
      ...someEvents(2, 'nobody-has-this'),
      ...someEvents(1, alias, { occurredAt: '2019-03-12T04:59:00Z' }),
    ];
    return [...different, ...different.slice(0, 9)];
  };
  const AS_TOLD = {
    qualifying: 79,
    downloadsPerDevice: 20,
    earned: 3,
    issued: 3,
    deficit: 0,
    remainder: 19,
    valueCents: 60_000,
    undisclosedDays: 83,
    disqualified: { reinstall: 6, not_install: 3, before_activation: 1 },
  };

  it('tells the story’s hundred deliveries apart, and the 20th at once', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    expect(await progress(p)).toMatchObject({
      qualifying: 0,
      earned: 0,
      issued: 0,
      remainder: 0,
      disqualified: {},
    });
    const events = theHundred(p.alias);
    expect((await post(events.slice(0, 19))).json).toEqual({ accepted: 19, repeated: 0 });
    expect(await progress(p)).toMatchObject({ qualifying: 19, issued: 0, remainder: 19 });
    expect((await post(events.slice(19, 20))).status).toBe(202);
    expect(await progress(p)).toMatchObject({ qualifying: 20, issued: 1, remainder: 0, valueCents: 20_000 });
    expect((await post(events.slice(20))).json).toEqual({ accepted: 71, repeated: 9 });
    expect(await progress(p)).toEqual(AS_TOLD);
    // Again, all of it.
    expect((await post(events)).json).toEqual({ accepted: 0, repeated: 100 });
    expect(await progress(p)).toEqual(AS_TOLD);
  });

  it('comes to the same when two workers get the hundred shuffled, twice, in parallel', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    // A second process with its own coalescer on the same database.
    const second = await secondProcess(app);
    const events = theHundred(p.alias);
    const token = (rep as unknown as { headers: Record<string, string> }).headers;
    const send = (url: string, chunk: unknown[]) =>
      fetch(`${url}/api/v1/downloads`, {
        method: 'POST',
        headers: { ...token, 'content-type': 'application/json' },
        body: JSON.stringify({ events: chunk }),
      });
    const calls = [1, 2, 3, 4].flatMap((seed) => {
      const order = shuffled(events, seed);
      const size = [1, 3, 7, 10][seed - 1]!;
      return Array.from({ length: Math.ceil(order.length / size) }, (_, i) =>
        order.slice(i * size, (i + 1) * size),
      ).map((chunk, i) => send((i + seed) % 2 ? app.url : second.url, chunk));
    });
    const answers = await Promise.all(calls).finally(() => second.close());
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([202]));
    const sums = (await Promise.all(answers.map((answer) => answer.json()))) as {
      accepted: number;
      repeated: number;
    }[];
    expect(sums.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(91);
    expect(await progress(p)).toEqual(AS_TOLD);
  });

  it('takes a download back once, before or after it came, and never a device already offered', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    const events = someEvents(20, p.alias);
    await post(events);
    const first = await reverse(events[0]!.externalId, 'reported as fraud by the provider');
    expect([first.status, first.json]).toEqual([201, { disposition: 'fraud', state: 'applied' }]);
    const again = await reverse(events[0]!.externalId, 'duplicate');
    expect([again.status, again.json]).toEqual([201, { disposition: 'fraud', state: 'applied' }]);
    expect(await progress(p)).toMatchObject({
      qualifying: 19,
      earned: 0,
      issued: 1,
      deficit: 1,
      disqualified: { fraud: 1 },
    });

    const [late] = someEvents(1, p.alias);
    expect((await reverse(late!.externalId, 'duplicate')).json).toEqual({
      disposition: 'duplicate',
      state: 'waiting',
    });
    await post([late]);
    expect(await progress(p)).toMatchObject({ qualifying: 19, disqualified: { fraud: 1, duplicate: 1 } });
    await post(someEvents(1, p.alias));
    expect(await progress(p)).toMatchObject({ qualifying: 20, earned: 1, issued: 1, deficit: 0 });
  });

  it('meets a reversal that arrives at the same moment as its download', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    const events = someEvents(30, p.alias);
    await Promise.all(
      shuffled(
        [
          ...events.map((event) => () => post([event])),
          ...events.map((event) => () => reverse(event.externalId)),
        ],
        7,
      ).map((call) => call()),
    );
    expect(await progress(p)).toMatchObject({ qualifying: 0, disqualified: { fraud: 30 }, issued: 0 });
  });

  it('counts on the day where the department is', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-04-22' });
    await post(someEvents(1, p.alias, { occurredAt: '2019-04-23T04:30:00Z' }));
    const { data } = (await rep.get(`/api/v1/downloads?partnershipId=${p.id}`)).json;
    expect(data).toMatchObject([{ occurredOn: '2019-04-22', disposition: 'qualifying', ruleVersion: 1 }]);
  });

  it('lists a page at a time, the latest first, each once', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    await post(someEvents(25, p.alias));
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer: Answer = await rep.get(
        `/api/v1/downloads?partnershipId=${p.id}&limit=10${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...answer.json.data.map((row: { id: string }) => row.id));
      cursor = answer.json.nextCursor;
    }
    expect([seen.length, new Set(seen).size]).toEqual([25, 25]);
  });

  it('refuses what it cannot read, and then keeps none of it', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    const [good] = someEvents(1, p.alias);
    const before = await app.sql('select count(*)::int from download');
    for (const events of [
      [],
      someEvents(1_001, p.alias),
      [good, { ...good, externalId: '' }],
      [{ ...good, provider: 'acme' }],
      [{ ...good, kind: 'purchase' }],
      [{ ...good, occurredAt: '2019-03-20' }],
      [{ ...good, occurredAt: '2019-02-30T00:00:00Z' }],
      [{ ...good, existingUser: 'true' }],
      [{ ...good, externalId: 'a\u0000b' }],
      [{ ...good, idfa: '6D92078A-8246-4BA4-AE5B-76104861E7DC' }],
      'all of them',
    ]) {
      const answer = await post(events);
      expect([answer.status, answer.json.code]).toEqual([400, 'invalid_input']);
    }
    expect(await app.sql('select count(*)::int from download')).toEqual(before);
  });

  it('answers an Idempotency-Key with the first answer', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    const keyed = rep.with({ 'idempotency-key': 'the-third-of-june' });
    const body = { events: someEvents(3, p.alias) };
    expect((await keyed.post('/api/v1/downloads', body)).json).toEqual({ accepted: 3, repeated: 0 });
    expect((await keyed.post('/api/v1/downloads', body)).json).toEqual({ accepted: 3, repeated: 0 });
    const other = await keyed.post('/api/v1/downloads', { events: someEvents(1, p.alias) });
    expect([other.status, other.json.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('shows a department its own downloads only, and lets it change none', async () => {
    const [own, other] = [
      await buildPartnership(app, { activeOn: '2019-03-12' }),
      await buildPartnership(app, { activeOn: '2019-03-12' }),
    ];
    await post([...someEvents(2, own.alias), ...someEvents(2, other.alias)]);
    const pio = await app.as({ role: 'pio', departmentId: own.departmentId });
    const listed = (await pio.get('/api/v1/downloads')).json.data;
    expect(new Set(listed.map((row: { departmentId: string }) => row.departmentId))).toEqual(
      new Set([own.departmentId]),
    );
    const foreign = (await rep.get(`/api/v1/downloads?partnershipId=${other.id}`)).json.data[0];
    expect((await pio.get(`/api/v1/downloads/${foreign.id}`)).status).toBe(404);
    expect((await pio.get(`/downloads/${foreign.id}`)).status).toBe(404);
    expect((await pio.get(`/downloads/${listed[0].id}`)).status).toBe(200);
    expect((await pio.get(`/api/v1/partnerships/${other.id}/progress`)).status).toBe(404);
    expect((await pio.get(`/api/v1/partnerships/${own.id}/progress`)).json.qualifying).toBe(2);
    expect((await pio.post('/api/v1/downloads', { events: someEvents(1, own.alias) })).status).toBe(403);
    expect(
      (await pio.post('/api/v1/download-reversals', { provider: 'generic', externalId: 'x', reason: 'y' }))
        .status,
    ).toBe(403);
  });

  it('never edits or forgets a fact or a decision', async () => {
    for (const table of ['download', 'download_decision', 'download_reversal', 'download_assignment']) {
      await expect(app.sql(`truncate ${table} cascade`)).rejects.toThrow('append-only');
    }
    await expect(app.sql('delete from download_decision')).rejects.toThrow('append-only');
    await expect(app.sql('update download set existing_user = true')).rejects.toThrow('append-only');
    await expect(app.sql(`update referral_alias set alias = 'another-one'`)).rejects.toThrow('for ever');
    await expect(app.sql('delete from referral_keyword')).rejects.toThrow('for ever');
  });
});
