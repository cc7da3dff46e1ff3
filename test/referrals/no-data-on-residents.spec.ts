import { Logger } from '@nestjs/common';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { buildPartnership, type BuiltPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { HOOKS, HOOKS_ENV, textMessage } from '../support/hooks.js';
import { until } from '../support/until.js';
import { findInDatabase, schemasOf } from '../support/whole-database.js';

/** What one phone tells its provider. Each value is like no other; none may be anywhere afterwards. */
const phone = (n: number) => ({
  ip: `203.0.113.${70 + n}`,
  ipv6: `2001:db8:77${n}::4711`,
  advertising: `6D92078A-8246-4BA4-AE5B-76104861E7D${n}`,
  vendor: `B5D7D2A1-1F1A-4F5B-9C8E-0F4B1E2D3C4${n}`,
  android: `9774d56d682e549${n}`,
  install: `155310480000${n}-8274650`,
  agent: `Mozilla/5.0 (iPhone; CPU iPhone OS 12_1_4) ResidentPhone/${n}77`,
  model: `iPhoneResident1${n}`,
  brand: `ResidentBrand${n}`,
  carrier: `ResidentCarrier${n}`,
  language: `xx-resident${n}`,
  country: `Residentia${n}`,
  region: `ResidentRegion${n}`,
  city: `Frontenac-Resident${n}`,
  postal: `66763-473${n}`,
  latitude: `37.45561${n}`,
  longitude: `-94.68912${n}`,
  account: `resident-account-${n}`,
  email: `resident${n}@home.example`,
  number: `+1620555014${n}`,
  referrer: `https://search.example/?q=resident${n}`,
  click: `71234567890123456${n}`,
  name: `Resident Name ${n}`,
  insertion: `insertion-resident-${n}`,
});
const [BRANCH, APPSFLYER, ADJUST, TEXT] = [1, 2, 3, 4].map(phone) as [Phone, Phone, Phone, Phone];
type Phone = ReturnType<typeof phone>;
const MESSAGE = {
  sid: 'SM9f8e7d6c5b4a39281706f5e4d3c2b1a0',
  account: 'AC0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  words: 'hello from the resident of 12 Elm',
};
const NEEDLES = [
  ...[BRANCH, APPSFLYER, ADJUST, TEXT].flatMap((one) => Object.values(one)),
  ...Object.values(MESSAGE),
];

describe('no data on residents', () => {
  let app: TestApp;
  let partnership: BuiltPartnership;
  let logged = '';
  beforeAll(async () => {
    app = await startTestApp({
      now: '2019-06-03T15:00:00Z',
      env: HOOKS_ENV,
      log: (line) => (logged += line),
    });
    // Real relay and real queue: what is rung for a download lies in the queue's own tables, too.
    await app.get(JobRunner).start();
    // One download earns a device, so that events and their listeners follow from each.
    partnership = await buildPartnership(app, { activeOn: '2019-03-12', terms: { downloadsPerDevice: 1 } });
    await send();
    await until('everything to be delivered', async () => {
      const [left] = await app.sql<{ n: number }>(
        `select count(*)::int as n from event_delivery where state = 'pending'`,
      );
      return left?.n === 0;
    });
  });
  afterAll(() => app.close());

  /** What each provider sends of a phone, by the names in its documentation. */
  const branch = (p: Phone, change: object = {}) => ({
    id: 'event-1',
    name: 'INSTALL',
    timestamp: Date.parse('2019-03-20T18:00:00Z'),
    origin: 'SDK',
    first_event_for_user: 'true',
    di_match_click_token: p.click,
    custom_data: { email: p.email, name: p.name },
    content_items: [{ $og_title: p.name, $canonical_url: p.referrer }],
    event_data: { transaction_id: p.insertion, search_query: p.city },
    last_attributed_touch_type: 'CLICK',
    last_attributed_touch_data: {
      referral_code: partnership.alias,
      '+click_browser_fingerprint': { ip: p.ip, os: 'iOS' },
      '+referrer': p.referrer,
      '~referring_browser': p.agent,
      '~customer_id': p.account,
      '~id': p.click,
      $desktop_url: p.referrer,
    },
    install_activity: { attributed: true, data: { '+phone': p.number } },
    user_data: {
      os: 'iOS',
      ip: p.ip,
      ipv6: p.ipv6,
      idfa: p.advertising,
      aaid: p.advertising,
      idfv: p.vendor,
      android_id: p.android,
      developer_identity: p.account,
      user_agent: p.agent,
      model: p.model,
      brand: p.brand,
      carrier_name: p.carrier,
      language: p.language,
      country: p.country,
      geo_country_en: p.country,
      geo_region_en: p.region,
      geo_city_en: p.city,
      geo_city_code: p.postal,
      geo_lat: p.latitude,
      geo_lon: p.longitude,
      randomized_device_token: p.install,
    },
    ...change,
  });
  const appsflyer = (p: Phone) => ({
    event_name: 'install',
    event_time: '2019-03-20 18:00:00.000',
    install_time: '2019-03-20 18:00:00.000',
    appsflyer_id: p.install,
    af_sub1: partnership.alias,
    af_sub2: p.account,
    af_sub3: p.advertising,
    deep_link_value: p.vendor,
    campaign: p.android,
    customer_user_id: p.account,
    idfa: p.advertising,
    idfv: p.vendor,
    android_id: p.android,
    advertising_id: p.advertising,
    ip: p.ip,
    user_agent: p.agent,
    device_model: p.model,
    device_type: p.brand,
    carrier: p.carrier,
    operator: p.carrier,
    language: p.language,
    country_code: p.country,
    region: p.region,
    state: p.region,
    city: p.city,
    postal_code: p.postal,
    dma: p.latitude,
    http_referrer: p.referrer,
    original_url: `https://hallam.example/?c=${p.click}&lon=${p.longitude}`,
    gp_referrer: p.referrer,
    custom_data: { email: p.email, phone: p.number, name: p.name },
    event_value: `{"order":"${p.insertion}","v6":"${p.ipv6}"}`,
    platform: 'ios',
  });
  const adjust = (p: Phone) =>
    new URLSearchParams({
      activity_kind: 'install',
      installed_at: '1553104800',
      created_at: '1553104800',
      tracker_name: `Police::${p.advertising}`,
      label: p.android,
      adid: p.install,
      idfa: p.advertising,
      idfv: p.vendor,
      android_id: p.android,
      gps_adid: p.advertising,
      ip_address: p.ip,
      ipv6: p.ipv6,
      user_agent: p.agent,
      device_name: p.model,
      device_manufacturer: p.brand,
      isp: p.carrier,
      language: p.language,
      country: p.country,
      region: p.region,
      city: p.city,
      postal_code: p.postal,
      latitude: p.latitude,
      longitude: p.longitude,
      referrer: p.referrer,
      click_id: p.click,
      user_id: p.account,
      email: p.email,
      phone: p.number,
      full_name: p.name,
      nonce: p.insertion,
      os_name: 'ios',
    }).toString();
  const text = (p: Phone) => ({
    Body: `${partnership.keyword} ${MESSAGE.words} ${p.email} ${p.referrer} ${p.name}`,
    From: p.number,
    FromCity: p.city,
    FromState: p.region,
    FromZip: p.postal,
    FromCountry: p.country,
    Latitude: p.latitude,
    Longitude: p.longitude,
    ProfileName: p.name,
    WaId: p.account,
    MessageSid: MESSAGE.sid,
    SmsSid: MESSAGE.sid,
    SmsMessageSid: MESSAGE.sid,
    AccountSid: MESSAGE.account,
    MediaUrl0: p.click,
  });

  const all = async (change: object = {}) => {
    // An address may come as that of the caller, too.
    const client = (p: Phone) =>
      app.anyone().with({ 'x-forwarded-for': p.ip, 'user-agent': p.agent, referer: p.referrer });
    return [
      await client(BRANCH).post(`/hooks/branch/${HOOKS.branch}`, branch(BRANCH, change)),
      await client(BRANCH).post(
        `/hooks/branch/${HOOKS.branch}`,
        branch(BRANCH, { ...change, id: undefined }),
      ),
      await client(APPSFLYER).post(`/hooks/appsflyer/${HOOKS.appsflyer}`, appsflyer(APPSFLYER)),
      await client(ADJUST).get(`/hooks/adjust/${HOOKS.adjust}?${adjust(ADJUST)}`),
      await textMessage(app, text(TEXT)),
      await client(TEXT).get(`/r/${partnership.alias}?q=${encodeURIComponent(TEXT.email)}`),
    ];
  };

  async function send(): Promise<void> {
    expect((await all()).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 302]);
    // The same where it fails: refused, broken, unsigned, and with a table gone.
    const json = { 'content-type': 'application/json' };
    await app.anyone().post(`/hooks/branch/a-wrong-secret-${BRANCH.account}`, branch(BRANCH));
    await app.anyone().get(`/hooks/adjust/a-wrong-secret?${adjust(ADJUST)}`);
    await app
      .anyone()
      .send(
        'POST',
        `/hooks/appsflyer/${HOOKS.appsflyer}`,
        json,
        JSON.stringify(appsflyer(APPSFLYER)).slice(0, -1),
      );
    await app.anyone().form('/hooks/twilio/sms', text(TEXT));
    await app.sql('alter table download rename to download_away');
    await app.sql('alter table keyword_text_day rename to keyword_text_day_away');
    const failed = await all({ id: 'event-2' });
    expect(failed.map(({ status }) => status)).toEqual([500, 500, 500, 500, 500, 302]);
    await app.sql('alter table download_away rename to download');
    await app.sql('alter table keyword_text_day_away rename to keyword_text_day');
  }

  it('is in any table', async () => {
    const kept = await app.sql<{ provider: string; n: number }>(
      'select provider, count(*)::int as n from download group by 1 order by 1',
    );
    expect(kept).toEqual([
      { provider: 'adjust', n: 1 },
      { provider: 'appsflyer', n: 1 },
      { provider: 'branch', n: 2 },
    ]);
    expect(await app.sql('select texts::int from keyword_text_day')).toEqual([{ texts: 1 }]);
    expect(await app.sql('select 1 from reward')).not.toHaveLength(0);
    expect(await schemasOf(app)).toEqual(['bullmq', 'public']);
    expect(await findInDatabase(app, NEEDLES)).toEqual([]);
  });

  it('is in the log, at its most talkative', () => {
    expect(logged.length).toBeGreaterThan(1_000);
    expect(NEEDLES.filter((needle) => logged.toLowerCase().includes(needle.toLowerCase()))).toEqual([]);
    for (const secret of Object.values(HOOKS)) expect(logged).not.toContain(secret);
  });

  it('is in a page, an export or an answer of the API', async () => {
    const admin = await app.as('admin');
    const { slug } = partnership.department;
    for (const path of [
      '/downloads',
      `/partnerships/${partnership.id}/progress`,
      '/api/v1/downloads',
      `/api/v1/partnerships/${partnership.id}/progress`,
      `/transparency/${slug}`,
      `/transparency/${slug}.csv`,
      `/transparency/${slug}.json`,
      `/transparency/${slug}.atom`,
      '/transparency.csv',
      '/metrics',
      '/audit',
    ]) {
      const answer = await admin.with({ accept: 'text/html' }).get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect([path, NEEDLES.filter((needle) => answer.text.includes(needle))]).toEqual([path, []]);
    }
  });

  it('could hide from this search', async () => {
    for (const schema of ['public', 'bullmq']) {
      await app.sql(
        `create table ${schema}.planted (words text, list text[], facts jsonb, old_facts json, raw bytea, number numeric)`,
      );
      const [one, two, three, four, five] = NEEDLES as [string, string, string, string, string];
      await app.sql(
        `insert into ${schema}.planted values ('x ' || $1 || ' y', array['a', upper($2)], jsonb_build_object('in', array[$3::text]),
           json_build_object($4::text, 1), convert_to('é' || $5, 'UTF8'), 1)`,
        [one, two, three, four, five],
      );
    }
    const found = await findInDatabase(app, NEEDLES);
    expect(found.sort()).toEqual(
      ['bullmq', 'public']
        .flatMap((schema) => [
          `${schema}.planted.words: ${NEEDLES[0]}`,
          `${schema}.planted.list: ${NEEDLES[1]}`,
          `${schema}.planted.facts: ${NEEDLES[2]}`,
          `${schema}.planted.old_facts: ${NEEDLES[3]}`,
          `${schema}.planted.raw: ${NEEDLES[4]}`,
        ])
        .sort(),
    );
    await app.sql('drop table public.planted');
    await app.sql('drop table bullmq.planted');
    new Logger('Spec').verbose(`heard ${BRANCH.model}`);
    expect(logged).toContain(BRANCH.model);
  });
});
