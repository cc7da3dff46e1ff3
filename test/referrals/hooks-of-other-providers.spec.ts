import { buildPartnership, type BuiltPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { HOOKS, HOOKS_ENV, textMessage } from '../support/hooks.js';

type Provider = 'branch' | 'appsflyer' | 'adjust';
const POSTED = ['branch', 'appsflyer'] as const;
const ALL: Provider[] = [...POSTED, 'adjust'];

describe('the hooks of other providers', () => {
  let app: TestApp;
  let partnership: BuiltPartnership;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z', env: HOOKS_ENV });
    partnership = await buildPartnership(app, { activeOn: '2019-03-12' });
  });
  afterAll(() => app.close());

  const appsflyer = (change: Record<string, unknown> = {}, secret = HOOKS.appsflyer) =>
    app.anyone().post(`/hooks/appsflyer/${secret}`, {
      event_name: 'install',
      appsflyer_id: '1415211453000-6513894',
      install_time: '2019-03-20 18:00:04.500',
      event_time: '2019-03-20 18:00:04.500',
      af_sub1: partnership.alias,
      platform: 'android',
      is_retargeting: 'false',
      ...change,
    });
  const adjust = (change: Record<string, string> = {}, secret = HOOKS.adjust, method = 'GET') => {
    const query = new URLSearchParams({
      activity_kind: 'install',
      label: partnership.alias,
      installed_at: '1553104800',
      created_at: '1553104800',
      adid: '18546f6171f67e29d1cb983322ad1329',
      os_name: 'ios',
      ...change,
    });
    return app.anyone().send(method, `/hooks/adjust/${secret}?${query}`);
  };
  const posted = (provider: Provider, body: string, secret: string = HOOKS[provider]) =>
    app.anyone().send('POST', `/hooks/${provider}/${secret}`, { 'content-type': 'application/json' }, body);
  const progress = async () =>
    (await partnership.rep.get(`/api/v1/partnerships/${partnership.id}/progress`)).json;
  const downloads = async () =>
    (await app.sql<{ n: number }>('select count(*)::int as n from download'))[0]?.n;

  it('count an install once, however often it is sent', async () => {
    const answers = await Promise.all([1, 2, 3].flatMap(() => [appsflyer(), adjust()]));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await progress()).toMatchObject({ qualifying: 2 });
    const kept = await app.sql(
      `select provider, external_id, kind, alias, os, existing_user, test_device, occurred_at from download order by provider`,
    );
    const [common, id] = [
      { kind: 'install', alias: partnership.alias, existing_user: false, test_device: false },
      /^[\w-]{43}$/,
    ];
    expect(kept).toEqual([
      {
        ...common,
        provider: 'adjust',
        external_id: expect.stringMatching(id),
        os: 'ios',
        occurred_at: new Date('2019-03-20T18:00:00Z'),
      },
      {
        ...common,
        provider: 'appsflyer',
        external_id: expect.stringMatching(id),
        os: 'android',
        occurred_at: new Date('2019-03-20T18:00:04.500Z'),
      },
    ]);
  });

  it('tell other events apart, and leave the install counted', async () => {
    await appsflyer({
      event_name: 're-attribution',
      is_retargeting: 'true',
      event_time: '2019-03-21 08:00:00',
    });
    await appsflyer({ event_name: 'af_app_opened', event_time: '2019-03-21 09:00:00' });
    await appsflyer({ appsflyer_id: '2', is_retargeting: true });
    await adjust({ activity_kind: 'session', created_at: '1553204800' });
    await adjust({ activity_kind: 'reinstall', created_at: '1553204900' });
    await adjust({ adid: 'b', environment: 'sandbox' });
    expect(await progress()).toMatchObject({
      qualifying: 2,
      disqualified: { reinstall: 2, not_install: 2, existing_user: 1, test_device: 1 },
    });
  });

  it('write nothing for a HEAD, though a GET of Adjust does', async () => {
    const before = await downloads();
    const answer = await adjust({ adid: 'c' }, HOOKS.adjust, 'HEAD');
    expect([answer.status, await downloads()]).toEqual([200, before]);
    const got = await adjust({ adid: 'c' });
    expect([got.status, got.headers.get('cache-control'), await downloads()]).toEqual([
      200,
      'no-store',
      before! + 1,
    ]);
  });

  it('are not there for a wrong secret, whatever its length', async () => {
    const before = await downloads();
    for (const provider of ALL) {
      const secret = HOOKS[provider];
      for (const wrong of [
        'wrong',
        `${secret}x`,
        secret.slice(1),
        secret.toUpperCase(),
        HOOKS.twilio,
        '%00',
        'é'.repeat(30),
      ]) {
        const answer = await (provider === 'adjust'
          ? adjust({ adid: 'd' }, wrong)
          : posted(provider, '{"id":"wrong"}', wrong));
        expect([provider, wrong, answer.status, answer.json.code]).toEqual([
          provider,
          wrong,
          404,
          'not_found',
        ]);
        expect(answer.text).not.toContain(wrong);
      }
    }
    expect(await downloads()).toBe(before);
  });

  it.each(POSTED)('are told what is wrong with a body, and keep none of it: %s', async (provider) => {
    const before = await downloads();
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const cases: [body: string, status: number][] = [
      [JSON.stringify({ id: 'huge', filler: 'needle'.repeat(60_000) }), 413],
      [deep, 400],
      ['{"id":', 400],
      ['needle', 400],
      ['', 400],
      ['null', 400],
      ['"needle"', 400],
      ['[{"id":"needle"}]', 400],
      ['{"__proto__":{"id":"needle"},"id":"x"}', 400],
      ['{"constructor":{"prototype":{"id":"needle"}},"id":"x"}', 400],
    ];
    for (const [body, status] of cases) {
      const answer = await posted(provider, body);
      expect([body.slice(0, 30), answer.status, answer.headers.get('content-type')]).toEqual([
        body.slice(0, 30),
        status,
        expect.stringContaining('application/problem+json'),
      ]);
      expect(answer.text).not.toMatch(/needle|secret-0123/);
    }
    const xml = await app
      .anyone()
      .send('POST', `/hooks/${provider}/${HOOKS[provider]}`, { 'content-type': 'text/xml' }, '<a/>');
    expect([xml.status, await downloads()]).toEqual([415, before]);
    expect(({} as Record<string, unknown>)['id']).toBeUndefined();
  });

  it.each(POSTED)('read what is only odd: %s', async (provider) => {
    const before = (await downloads())!;
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const long = (id: string) =>
      `{"id":${id},"appsflyer_id":${id},"name":"true","event_name":"null","timestamp":${id},"user_data":"null","odd":"${provider}"}`;
    const bodies = [
      `{"odd":${deep}}`,
      `{"odd":"${provider}","user_data":{"idfv":"odd-${provider}"},"appsflyer_id":"odd-${provider}","timestamp":${deep},"event_time":${deep}}`,
      `{"odd":"again","user_data":{"idfv":"odd2-${provider}"},"appsflyer_id":"odd2-${provider}","timestamp":{"toString":1,"valueOf":1}}`,
      long('1234567890123456789'),
      long('9223372036854775807'),
    ];
    for (const body of bodies)
      expect([body.slice(0, 40), (await posted(provider, body)).status]).toEqual([body.slice(0, 40), 200]);
    expect(await downloads()).toBe(before + bodies.length);
    const damaged = await app.sql(
      `select 1 from download where external_id like '12345678901234567%' or external_id like '92233720368547758%'`,
    );
    expect(damaged).toEqual([]);
    const empty = await app.sql<{ n: number }>(
      `select count(*)::int as n from download where provider = $1 and alias is null and os is null and not existing_user and not test_device`,
      [provider],
    );
    expect(empty[0]?.n).toBe(bodies.length);
  });

  it('cope with any query', async () => {
    const before = (await downloads())!;
    const get = (query: string) => app.anyone().get(`/hooks/adjust/${HOOKS.adjust}?${query}`);
    const odd = [
      '',
      '__proto__=x&constructor=y',
      'adid=a&adid=b&label[]=x',
      '%00=%ff&adid=%00',
      `created_at=1234567890123456789&label=${'x'.repeat(5_000)}`,
      'activity_kind=null&is_reattributed=true',
    ];
    for (const query of odd)
      expect([query.slice(0, 30), (await get(query)).status]).toEqual([query.slice(0, 30), 200]);
    // All but the last two say nothing we ask for, so they are one event.
    expect(await downloads()).toBeLessThanOrEqual(before + odd.length);
    expect((await get('x'.repeat(40_000))).status).toBe(431);
  });

  it('believe no cookie and no Idempotency-Key', async () => {
    const keyed = app.anyone().with({ 'idempotency-key': 'one', cookie: 'session=not-one' });
    const body = { event_name: 'open', appsflyer_id: 'k' };
    for (const event_time of ['2019-03-21 08:00:00', '2019-03-21 08:00:01'])
      expect((await keyed.post(`/hooks/appsflyer/${HOOKS.appsflyer}`, { ...body, event_time })).status).toBe(
        200,
      );
    expect(await app.sql('select 1 from idempotency_key')).toEqual([]);
  });
});

describe('hooks that are not configured, or only open to some networks', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({
      env: {
        ...HOOKS_ENV,
        ADJUST_WEBHOOK_SECRET: '',
        TRUST_PROXY: '1',
        HOOK_ALLOWED_NETWORKS: '203.0.113.0/24, 2001:db8::/32',
      },
    });
  });
  afterAll(() => app.close());

  const from = (address: string) => ({ 'x-forwarded-for': address });

  it('are not there', async () => {
    const adjust = await app.anyone().with(from('203.0.113.9')).get(`/hooks/adjust/${HOOKS.adjust}?adid=a`);
    expect(adjust.status).toBe(404);
  });

  it('are there for an address in them, as the trusted proxy tells it', async () => {
    const send = async (address: string | null) => {
      const headers = address === null ? {} : from(address);
      const branch = await app.anyone().with(headers).post(`/hooks/branch/${HOOKS.branch}`, { id: 'a' });
      const other = await app
        .anyone()
        .with(headers)
        .post(`/hooks/appsflyer/${HOOKS.appsflyer}`, { appsflyer_id: 'a' });
      const unsigned = await textMessage(app, { Body: 'HELP' }, headers);
      return [branch.status, other.status, unsigned.status];
    };
    for (const inside of ['203.0.113.9', '2001:db8::1', '::ffff:203.0.113.9', '198.51.100.1, 203.0.113.9'])
      expect([inside, await send(inside)]).toEqual([inside, [200, 200, 403]]);
    for (const outside of [
      '203.0.114.9',
      '2001:db9::1',
      '203.0.113.9, 198.51.100.1',
      'unknown',
      '203.0.113.9:80',
      null,
    ])
      expect([outside, await send(outside)]).toEqual([outside, [404, 404, 404]]);
  });
});
