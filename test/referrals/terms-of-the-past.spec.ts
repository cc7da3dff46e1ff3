import { Verifier } from '../../src/platform/verify/verify-check.js';
import { buildPartnership, type BuiltPartnership, someEvents, TERMS } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const TEN = { ...TERMS, downloadsPerDevice: 10 };

describe('terms from a day that has passed', () => {
  let app: TestApp;
  let admin: TestClient;
  let p: BuiltPartnership;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-15T15:00:00Z' });
    admin = await app.as('admin');
  });
  beforeEach(async () => {
    p = await buildPartnership(app, { activeOn: '2019-03-12' });
    // 15 before May and 15 since: one device under 20 each; three under 10 each from May on.
    await post(someEvents(15, p.alias, { occurredAt: '2019-03-20T18:00:00Z' }));
    await post(someEvents(15, p.alias, { occurredAt: '2019-05-20T18:00:00Z' }));
  });
  afterAll(async () => {
    const verdicts = await app.get(Verifier).run();
    await app.close();
    expect(verdicts.flatMap(({ check, faults }) => faults.map((fault) => `${check}: ${fault}`))).toEqual([]);
  });

  const post = async (events: unknown[]) =>
    expect((await admin.post('/api/v1/downloads', { events })).status).toBe(202);
  const add = (who: TestClient, body: object) => who.post(`/api/v1/partnerships/${p.id}/terms`, body);
  const preview = (body: object, who = admin) =>
    who.post(`/api/v1/partnerships/${p.id}/terms-previews`, body);
  const confirm = (body: object, who = admin) =>
    who.post(`/api/v1/partnerships/${p.id}/terms-confirmations`, body);
  const progress = async () => (await admin.get(`/api/v1/partnerships/${p.id}/progress`)).json;
  const fromMay = { ...TEN, from: '2019-05-01' };
  /** How many rows there are of everything a recount writes. */
  const written = async () =>
    (
      await app.sql(
        `select (select count(*) from terms_version)::int terms, (select count(*) from download_decision)::int decisions,
                (select count(*) from reward)::int rewards, (select count(*) from gift_ledger_entry)::int ledger,
                (select count(*) from email_message)::int mails, (select count(*) from domain_event)::int events,
                (select count(*) from event_delivery)::int deliveries, (select count(*) from redecision)::int jobs,
                (select sum(count) from partnership_count where terms_version_id in
                  (select id from terms_version where version > 1))::int recounted`,
      )
    )[0];

  it('are refused without a preview, whoever sends them, and change nothing', async () => {
    const before = await written();
    for (const who of [p.rep, admin]) {
      const refused = await add(who, fromMay);
      expect([refused.status, refused.json.code]).toEqual([422, 'terms_touch_past']);
      expect(refused.json.detail).toContain('preview');
      expect(refused.json.errors).toEqual([{ field: 'from', message: expect.any(String) }]);
    }
    expect(await written()).toEqual(before);
    expect(await progress()).toMatchObject({ downloadsPerDevice: 20, earned: 1, remainder: 10 });
  });

  it('need none of it from today on, where the department is, nor where nothing was decided since', async () => {
    // Still the 15th in Kansas.
    app.clock.set('2019-06-16T04:59:00Z');
    await post(someEvents(1, p.alias, { occurredAt: '2019-06-15T20:00:00Z' }));
    expect((await add(p.rep, { ...TEN, from: '2019-06-15' })).status).toBe(201);
    expect((await add(p.rep, { ...TEN, from: '2019-07-01' })).status).toBe(201);
    // One device and 10 downloads under 20 each, and one more download under 10 each.
    expect(await progress()).toMatchObject({ qualifying: 31, earned: 2, remainder: 1 });
    const other = await buildPartnership(app, { activeOn: '2019-03-12' });
    await post(someEvents(3, other.alias, { occurredAt: '2019-04-30T18:00:00Z' }));
    const quiet = await other.rep.post(`/api/v1/partnerships/${other.id}/terms`, fromMay);
    expect(quiet.status).toBe(201);
    // A download of that time that comes later is decided under them like any other.
    await post(someEvents(10, other.alias, { occurredAt: '2019-05-20T18:00:00Z' }));
    const { json } = await other.rep.get(`/api/v1/partnerships/${other.id}/progress`);
    expect(json).toMatchObject({ qualifying: 13, earned: 1, remainder: 3 });
    app.clock.set('2019-06-16T05:00:00Z');
    expect((await other.rep.post(`/api/v1/partnerships/${other.id}/terms`, fromMay)).status).toBe(422);
    app.clock.set('2019-06-15T15:00:00Z');
  });

  it('are previewed without a trace, and come to just that when they are confirmed', async () => {
    const before = await written();
    const shown = await preview(fromMay);
    expect([shown.status, shown.json]).toEqual([
      200,
      {
        from: '2019-05-01',
        version: 2,
        downloads: 15,
        before: { qualifying: 30, earned: 1, remainder: 10, issued: 1, deficit: 0, valueCents: 20_000 },
        after: { qualifying: 30, earned: 3, remainder: 0, issued: 3, deficit: 0, valueCents: 60_000 },
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(await written()).toEqual(before);
    expect((await preview(fromMay)).json.digest).toBe(shown.json.digest);
    const done = await confirm({ ...fromMay, digest: shown.json.digest });
    expect([done.status, done.json]).toEqual([201, shown.json]);
    expect(await progress()).toMatchObject({ qualifying: 30, downloadsPerDevice: 10, ...shown.json.after });
    // Decisions were added for those 15 alone.
    const decided = await app.sql<{ cause: string; count: number }>(
      `select c.cause, count(*)::int count from download_decision c join download_standing s using (download_id)
        where s.partnership_id = $1 group by 1 order by 1`,
      [p.id],
    );
    expect(decided).toEqual([
      { cause: 'arrival', count: 30 },
      { cause: 'terms changed', count: 15 },
    ]);
    const again = await confirm({ ...fromMay, digest: shown.json.digest });
    expect([again.status, again.json.code]).toEqual([409, 'preview_outdated']);
  });

  it('take nothing back that was promised', async () => {
    const fewer = { ...TERMS, downloadsPerDevice: 40, from: '2019-03-01' };
    const { json } = await preview(fewer);
    expect(json).toMatchObject({ downloads: 30, after: { earned: 0, remainder: 30, issued: 1, deficit: 1 } });
    expect((await confirm({ ...fewer, digest: json.digest })).status).toBe(201);
    expect(await progress()).toMatchObject({ earned: 0, issued: 1, deficit: 1 });
  });

  it('are refused when they are not what was previewed, or what it was previewed on has changed', async () => {
    const { digest } = (await preview(fromMay)).json;
    const before = await written();
    for (const other of [
      { ...fromMay, from: '2019-05-02' },
      { ...fromMay, downloadsPerDevice: 9 },
      { ...fromMay, holdDays: 30 },
    ]) {
      const refused = await confirm({ ...other, digest });
      expect([refused.status, refused.json.code]).toEqual([409, 'preview_outdated']);
    }
    for (const malformed of [{ ...fromMay }, { ...fromMay, digest: 'x' }])
      expect((await confirm(malformed)).status).toBe(400);
    expect((await preview({ ...fromMay, from: '2019-02-27' })).json.code).toBe('dates_out_of_order');
    expect(await written()).toEqual(before);
    await post(someEvents(1, p.alias, { occurredAt: '2019-05-21T18:00:00Z' }));
    expect((await confirm({ ...fromMay, digest })).json.code).toBe('preview_outdated');
    const newer = (await preview(fromMay)).json;
    expect(newer).toMatchObject({ downloads: 16, after: { qualifying: 31 } });
    // Two at once: one of them comes to what it was shown.
    const both = await Promise.all([1, 2].map(() => confirm({ ...fromMay, digest: newer.digest })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('are the admin’s alone', async () => {
    const { digest } = (await preview(fromMay)).json;
    const pio = await app.as({ role: 'pio', departmentId: p.departmentId });
    for (const who of [p.rep, pio, await app.as('reviewer')]) {
      expect((await preview(fromMay, who)).status).toBe(403);
      expect((await confirm({ ...fromMay, digest }, who)).status).toBe(403);
    }
    const nowhere = await admin.post(`/api/v1/partnerships/${p.departmentId}/terms-previews`, fromMay);
    expect(nowhere.status).toBe(404);
  });

  it('are recounted in one go, however many downloads they touch', async () => {
    await post(someEvents(1_000, p.alias, { occurredAt: '2019-05-22T18:00:00Z' }));
    await post(someEvents(500, p.alias, { occurredAt: '2019-05-23T18:00:00Z' }));
    const { json } = await preview(fromMay);
    expect(json).toMatchObject({
      downloads: 1_515,
      before: { earned: 76 },
      after: { earned: 153, issued: 153 },
    });
    expect((await confirm({ ...fromMay, digest: json.digest })).status).toBe(201);
    expect(await progress()).toMatchObject({ qualifying: 1_530, earned: 153, remainder: 0 });
    expect(await app.sql('select 1 from redecision')).toEqual([]);
  });

  it('are previewed and confirmed by page, from the form that was refused', async () => {
    const session = await app.signedIn('admin');
    const rep = await app.signedIn('rep');
    const at = `/partnerships/${p.id}`;
    const fields = {
      from: '2019-05-01',
      downloadsPerDevice: '10',
      deviceSku: 'HD2',
      deviceFmvDollars: '200',
      holdDays: '0',
    };
    for (const [who, mayRecount] of [
      [session, true],
      [rep, false],
    ] as const) {
      const refused = await who.form(`${at}/terms`, fields);
      expect([refused.status, refused.text.includes(`formaction="${at}/terms-preview"`)]).toEqual([
        422,
        mayRecount,
      ]);
      expect(refused.text).toContain('preview');
      expect(refused.text).toContain('value="2019-05-01"');
    }
    const empty = await session.get(`${at}/terms-preview`);
    expect([empty.status, empty.text.includes('Decide them again')]).toEqual([200, false]);
    expect((await rep.get(`${at}/terms-preview`)).status).toBe(403);
    const wrong = await session.get(
      `${at}/terms-preview?${new URLSearchParams({ ...fields, holdDays: 'x' })}`,
    );
    expect([wrong.status, wrong.text.includes('value="2019-05-01"')]).toEqual([422, true]);
    const page = await session.get(`${at}/terms-preview?${new URLSearchParams(fields)}`);
    expect(page.status).toBe(200);
    for (const text of [
      '15 downloads would be decided again',
      'Devices earned',
      '$600',
      'Decide them again under version 2',
    ])
      expect(page.text).toContain(text);
    const digestIn = (text: string) => /name="digest" value="([0-9a-f]{64})"/.exec(text)?.[1] ?? '';
    await post(someEvents(1, p.alias, { occurredAt: '2019-05-21T18:00:00Z' }));
    const outdated = await session.form(`${at}/terms-confirmations`, {
      ...fields,
      digest: digestIn(page.text),
    });
    expect(outdated.status).toBe(409);
    expect(outdated.text).toContain('16 downloads would be decided again');
    expect(await progress()).toMatchObject({ earned: 1 });
    const done = await session.form(`${at}/terms-confirmations`, {
      ...fields,
      digest: digestIn(outdated.text),
    });
    expect([done.status, done.headers.get('location')]).toEqual([303, at]);
    expect(await progress()).toMatchObject({ earned: 3, remainder: 1 });
  });
});
