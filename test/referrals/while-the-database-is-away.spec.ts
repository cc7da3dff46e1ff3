import { buildPartnership, type BuiltPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { Gate } from '../support/gate.js';
import { until } from '../support/until.js';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 12_1 like Mac OS X) Resident/1';

describe('a link while the database is away', () => {
  let app: TestApp;
  let gate: Gate;
  let known: BuiltPartnership;
  let unseen: BuiltPartnership;
  let admin: TestClient;
  beforeAll(async () => {
    app = await startTestApp({
      now: '2019-03-12T15:00:00Z',
      reach: async (url) => {
        const before = await Gate.before(url);
        gate = before.gate;
        return before.url;
      },
    });
    known = await buildPartnership(app, { activeOn: '2019-03-12' });
    unseen = await buildPartnership(app, { activeOn: '2019-03-12' });
    admin = await app.as('admin');
    await storeAt('https://apps.example/earlier');
  });
  const storeAt = async (appStoreUrl: string) => {
    const saved = await admin.put('/api/v1/organisation', {
      legalName: 'Hallam Inc.',
      productName: 'Hallam',
      postalAddress: '1 Harbor Way, Oakland, CA 94607',
      timeZone: 'America/Los_Angeles',
      appStoreUrl,
      playStoreUrl: 'https://play.example/hallam',
      pressContact: { name: 'Ines Marlow', email: 'press@hallam.example' },
      boilerplate: 'Hallam makes doorbells.',
    });
    expect(saved.status).toBe(200);
  };
  afterEach(() => gate.open());
  afterAll(async () => {
    await app.close();
    await gate.shut();
  });

  const follow = (alias: string, method = 'GET', more: Record<string, string> = {}) =>
    app.anyone().send(method, `/r/${alias}`, { 'user-agent': IPHONE, accept: 'text/html', ...more });
  const clicks = async () =>
    (await app.sql<{ clicks: number }>('select sum(clicks)::int as clicks from link_click_day'))[0]?.clicks;

  it('leads where it led, and its visits are counted when the database is back', async () => {
    const earlier = await follow(known.alias);
    expect(earlier.headers.get('location')).toContain('https://apps.example/earlier');
    // While the database answers, nothing is told from memory.
    await storeAt('https://apps.example/hallam');
    const before = await follow(known.alias);
    expect(before.headers.get('location')).toContain('https://apps.example/hallam');
    await gate.shut();
    // Somebody signed in is no stranger to be turned away: nobody's cookie is read here.
    const cookie = { cookie: 'session=a-session-of-somebody-that-could-not-be-looked-up' };
    for (const visit of [
      follow(known.alias),
      follow(known.alias, 'GET', cookie),
      follow(known.alias, 'HEAD'),
    ]) {
      const answer = await visit;
      expect([answer.status, answer.headers.get('location')]).toEqual([302, before.headers.get('location')]);
    }
    const android = await follow(known.alias, 'GET', { 'user-agent': 'Android' });
    expect(android.headers.get('location')).toContain('https://play.example/hallam');
    expect((await app.anyone().get(`/r/${known.alias}/qr.svg`)).status).toBe(200);
    // What this process has never read it cannot know.
    expect((await follow(unseen.alias)).status).toBe(503);
    expect(await clicks()).toBe(2);
    await gate.open();
    await until('the visits to be counted', async () => (await clicks()) === 5, 20_000);
    expect((await follow(unseen.alias)).status).toBe(302);
  });

  it('is answered from memory when the database only keeps silent', async () => {
    const before = await clicks();
    gate.stall();
    expect((await follow(known.alias)).status).toBe(302);
    await gate.open();
    await until('the visit to be counted', async () => (await clicks()) === before! + 1, 20_000);
  });

  it('asks a provider to come again, and counts what it then brings once', async () => {
    const bring = () =>
      app.anyone().post('/hooks/branch/branch-test-secret-0123456789', {
        id: 'brought-twice',
        name: 'INSTALL',
        timestamp: Date.parse('2019-03-12T16:00:00Z'),
        last_attributed_touch_data: { referral_code: known.alias },
      });
    await gate.shut();
    const refused = await bring();
    expect([refused.status, refused.json.code, refused.headers.get('retry-after')]).toEqual([
      503,
      'not_ready',
      '30',
    ]);
    await gate.open();
    expect([(await bring()).status, (await bring()).status]).toEqual([200, 200]);
    expect(await app.sql('select alias from download')).toEqual([{ alias: known.alias }]);
  });

  it('has ended all the same once its last day is over', async () => {
    await gate.shut();
    app.clock.set('2020-02-29T06:00:00Z');
    const answer = await follow(known.alias);
    expect([answer.status, answer.text.toLowerCase()]).toEqual([
      410,
      expect.stringContaining('this program has ended'),
    ]);
  });
});
