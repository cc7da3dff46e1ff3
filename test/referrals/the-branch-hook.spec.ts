import { buildPartnership, type BuiltPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { secondProcess } from './second-process.js';

const SECRET = 'branch-test-secret-0123456789';

/** Everything a full payload tells about a resident; none of it may be anywhere afterwards. */
const RESIDENT = {
  ip: '203.0.113.77',
  idfa: '6D92078A-8246-4BA4-AE5B-76104861E7DC',
  aaid: 'cdda802e-fb9c-47ad-9866-0794d394c912',
  idfv: 'B5D7D2A1-1F1A-4F5B-9C8E-0F4B1E2D3C4A',
  agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 12_1_4 like Mac OS X) ResidentPhone/77',
  city: 'Frontenac-Resident',
  lat: '37.455612',
  model: 'iPhoneResident11',
  developer: 'resident-4711',
  linkId: '712345678901234567',
};

describe('the Branch hook', () => {
  let app: TestApp;
  let partnership: BuiltPartnership;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
    partnership = await buildPartnership(app, { activeOn: '2019-03-12' });
  });
  afterAll(() => app.close());

  const full = (change: Record<string, unknown> = {}) => ({
    id: 'evt-1',
    name: 'INSTALL',
    timestamp: Date.parse('2019-03-20T18:00:00Z'),
    event_timestamp: '2019-03-20T18:00:00.000Z',
    first_event_for_user: 'true',
    di_match_click_token: '712345678901234567',
    last_attributed_touch_type: 'CLICK',
    last_attributed_touch_timestamp: 1553104700000,
    last_attributed_touch_data: {
      '~id': 712345678901234567n,
      '~campaign': 'null',
      '~channel': 'poster',
      '~feature': 'qr',
      '+click_timestamp': 1553104690,
      '+alias': 'something-else',
      referral_code: partnership.alias,
    },
    user_data: {
      os: 'IOS',
      os_version: 12.1,
      ip: RESIDENT.ip,
      idfa: RESIDENT.idfa,
      idfv: RESIDENT.idfv,
      aaid: RESIDENT.aaid,
      user_agent: RESIDENT.agent,
      model: RESIDENT.model,
      developer_identity: RESIDENT.developer,
      geo_city_en: RESIDENT.city,
      geo_lat: RESIDENT.lat,
    },
    custom_data: { email: 'resident@home.example' },
    ...change,
  });
  /** JSON with numbers longer than JavaScript's, as Branch writes them. */
  const toJson = (body: unknown) =>
    JSON.stringify(body, (_key, value: unknown) =>
      typeof value === 'bigint' ? `#${value}#` : value,
    ).replace(/"#(\d+)#"/g, '$1');
  const post = (body: unknown, secret = SECRET) =>
    app
      .anyone()
      .send('POST', `/hooks/branch/${secret}`, { 'content-type': 'application/json' }, toJson(body));
  const progress = async () =>
    (await partnership.rep.get(`/api/v1/partnerships/${partnership.id}/progress`)).json;

  it('counts an install once, however often it is sent', async () => {
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post(full())));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    expect(await progress()).toMatchObject({ qualifying: 1, remainder: 1 });
    const [kept] = await app.sql(
      `select provider, external_id, kind, alias, os, existing_user, test_device, occurred_at from download`,
    );
    expect(kept).toEqual({
      provider: 'branch',
      external_id: 'evt-1',
      kind: 'install',
      alias: partnership.alias,
      os: 'ios',
      existing_user: false,
      test_device: false,
      occurred_at: new Date('2019-03-20T18:00:00Z'),
    });
  });

  it('tells other events apart', async () => {
    await post(full({ id: 'evt-2', name: 'REINSTALL' }));
    await post(full({ id: 'evt-3', name: 'open' }));
    await post(full({ id: 'evt-4', first_event_for_user: 'false' }));
    await post(full({ id: 'evt-5', last_attributed_touch_data: { '+alias': partnership.alias } }));
    expect(await progress()).toMatchObject({
      qualifying: 2,
      disqualified: { reinstall: 1, not_install: 1, existing_user: 1 },
    });
  });

  it('knows an event without an id again, without keeping the install’s', async () => {
    const body = full({ id: undefined });
    await post(body);
    await post(body);
    await post(full({ id: 1234567890123456789n }));
    expect(await progress()).toMatchObject({ qualifying: 3 });
  });

  it('keeps nothing of a resident in any table', async () => {
    const tables = await app.sql<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) {
      for (const trace of [...Object.values(RESIDENT), 'resident@home.example']) {
        const found = await app.sql(`select 1 from ${name} t where t::text ilike '%' || $1 || '%' limit 1`, [
          trace,
        ]);
        expect([name, trace, found.length]).toEqual([name, trace, 0]);
      }
    }
  });

  it('logs nothing of a resident, nor the secret, even when it fails', async () => {
    let logged = '';
    const talkative = await secondProcess(app, (line) => (logged += line));
    const send = (path: string, body: string) =>
      fetch(talkative.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await send(`/hooks/branch/${SECRET}`, toJson(full({ id: 'evt-6' })));
    await send(`/hooks/branch/${SECRET}`, toJson(full({ id: 'evt-7' })).slice(0, -1));
    await send('/hooks/branch/a-wrong-secret-of-some-length', toJson(full()));
    await app.sql('alter table download rename to download_away');
    expect((await send(`/hooks/branch/${SECRET}`, toJson(full({ id: 'evt-8' })))).status).toBe(500);
    await app.sql('alter table download_away rename to download');
    await talkative.close();
    expect(logged.length).toBeGreaterThan(500);
    for (const trace of [
      ...Object.values(RESIDENT),
      'resident@home.example',
      SECRET,
      'a-wrong-secret-of-some-length',
    ])
      expect(logged).not.toContain(trace);
  });

  it('is not there for a wrong secret, and takes in nothing that is no object', async () => {
    const before = await app.sql('select count(*)::int from download');
    for (const secret of ['wrong', `${SECRET}x`, SECRET.slice(1), SECRET.toUpperCase(), '%00'])
      expect((await post(full({ id: 'evt-9' }), secret)).status).toBe(404);
    for (const body of [[full({ id: 'evt-9' })], 'text', 5, null])
      expect((await post(body)).status).toBe(400);
    const broken = await app
      .anyone()
      .send('POST', `/hooks/branch/${SECRET}`, { 'content-type': 'application/json' }, '{"id":');
    expect(broken.status).toBe(400);
    expect(broken.text).not.toContain(SECRET);
    expect(await app.sql('select count(*)::int from download')).toEqual(before);
  });

  it('is not there at all where it is not configured', async () => {
    const bare = await startTestApp({ env: { BRANCH_WEBHOOK_SECRET: '' } });
    const answer = await bare
      .anyone()
      .post(`/hooks/branch/${SECRET}`, full({ last_attributed_touch_data: {} }));
    expect(answer.status).toBe(404);
    await bare.close();
  });
});
