import { buildPartnership, type BuiltPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 12_1 like Mac OS X) Resident/1';

describe('following a referral link', () => {
  let app: TestApp;
  let partnership: BuiltPartnership;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-03-12T15:00:00Z' });
    partnership = await buildPartnership(app, { activeOn: '2019-03-12' });
  });
  afterAll(() => app.close());

  const follow = (path: string, agent = IPHONE) =>
    app.anyone().with({ 'user-agent': agent, accept: 'text/html' }).get(path);

  it('leads to the public page until the stores are set up', async () => {
    const answer = await follow(`/r/${partnership.alias}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      `http://localhost:3000/transparency/${partnership.department.slug}`,
    ]);
  });

  it('counts visits by local day, and keeps nothing of the visitor', async () => {
    await follow(`/r/${partnership.alias.toUpperCase()}`);
    await app.anyone().send('HEAD', `/r/${partnership.alias}`);
    // Still the 12th in Kansas.
    app.clock.set('2019-03-13T04:59:00Z');
    await follow(`/r/${partnership.alias}`);
    app.clock.set('2019-03-13T05:00:00Z');
    await follow(`/r/${partnership.alias}`);
    expect(await app.sql('select day::text, clicks::int from link_click_day order by day')).toEqual([
      { day: '2019-03-12', clicks: 3 },
      { day: '2019-03-13', clicks: 1 },
    ]);
    const columns = await app.sql(
      `select column_name from information_schema.columns where table_name = 'link_click_day' order by 1`,
    );
    expect(columns.map((row) => row['column_name'])).toEqual(['alias', 'clicks', 'day', 'department_id']);
  });

  it('has a QR image that scans to the link', async () => {
    const answer = await app.anyone().get(`/r/${partnership.alias}/qr.svg`);
    expect(answer.headers.get('content-type')).toContain('image/svg+xml');
    expect(answer.text).toMatch(/^<svg [^>]*viewBox=/);
    expect(answer.text).not.toMatch(/style=|<script/);
  });

  it('knows nothing of a link nobody holds', async () => {
    for (const path of ['/r/nobody-has-this', '/r/ab', '/r/%00', '/r/nobody-has-this/qr.svg'])
      expect((await follow(path)).status).toBe(404);
  });

  it('says that the program has ended, the day after its last', async () => {
    // The last minute of 28 February 2020 in Kansas; no job has run.
    app.clock.set('2020-02-29T05:59:00Z');
    expect((await follow(`/r/${partnership.alias}`)).status).toBe(302);
    app.clock.set('2020-02-29T06:00:00Z');
    const answer = await follow(`/r/${partnership.alias}`);
    expect(answer.status).toBe(410);
    expect(answer.text.toLowerCase()).toContain('this program has ended');
    await app.runScheduled('partnerships.end-due');
    expect((await follow(`/r/${partnership.alias}`)).status).toBe(410);
    const after = {
      provider: 'generic',
      externalId: 'late-1',
      kind: 'install',
      alias: partnership.alias,
      occurredAt: '2020-02-29T06:00:00Z',
    };
    await partnership.rep.post('/api/v1/downloads', { events: [after] });
    const progress = await partnership.rep.get(`/api/v1/partnerships/${partnership.id}/progress`);
    expect(progress.json.disqualified).toEqual({ after_end: 1 });
  });
});
