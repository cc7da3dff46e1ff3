import { buildPartnership, type BuiltPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { HOOKS_ENV, textMessage } from '../support/hooks.js';

describe('texting a keyword', () => {
  let app: TestApp;
  let partnership: BuiltPartnership;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-03-12T15:00:00Z', env: HOOKS_ENV });
    partnership = await buildPartnership(app, { activeOn: '2019-03-12' });
  });
  afterAll(() => app.close());

  const text = async (body: string) => {
    const answer = await textMessage(app, { Body: body });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
    return /<Response>(?:<Message>([^<]*)<\/Message>)?<\/Response>$/.exec(answer.text)?.[1];
  };
  const counted = () => app.sql('select keyword, day::text, texts::int from keyword_text_day order by day');

  it('is answered with product, link and what the department earns, in one message', async () => {
    const { keyword, alias, department } = partnership;
    const reply = await text(` ${keyword.toLowerCase()} please`);
    expect(reply).toBe(
      `${department.name}: get the app at https://partners.example/r/${alias}\nThe ${department.name} earns one $200 device per 20 downloads of the app through this link. Reply STOP to end.`,
    );
    expect(reply?.length).toBeLessThanOrEqual(320);
    const terms = {
      downloadsPerDevice: 10,
      deviceSku: 'HD2',
      deviceFmvCents: 20_000,
      holdDays: 0,
      from: '2019-03-12',
    };
    const changed = await partnership.rep.post(`/api/v1/partnerships/${partnership.id}/terms`, terms);
    expect([changed.status, changed.text]).toEqual([201, expect.any(String)]);
    expect(await text(keyword)).toContain('one $200 device per 10 downloads');
  });

  it('is counted by the department’s day, and nothing else is kept', async () => {
    // Still the 12th in Kansas.
    app.clock.set('2019-03-13T04:59:00Z');
    await text(partnership.keyword);
    app.clock.set('2019-03-13T05:00:00Z');
    await text(partnership.keyword);
    expect(await counted()).toEqual([
      { keyword: partnership.keyword, day: '2019-03-12', texts: 3 },
      { keyword: partnership.keyword, day: '2019-03-13', texts: 1 },
    ]);
    const columns = await app.sql(
      `select column_name from information_schema.columns where table_name = 'keyword_text_day' order by 1`,
    );
    expect(columns.map((row) => row['column_name'])).toEqual(['day', 'department_id', 'keyword', 'texts']);
    await app.anyone().get(`/r/${partnership.alias}`);
    const page = await partnership.rep
      .with({ accept: 'text/html' })
      .get(`/partnerships/${partnership.id}/progress`);
    expect(page.text).toContain('link followed 1 time, keyword texted 4 times');
  });

  it('with another word is answered without a link, or left to the carrier', async () => {
    for (const word of ['NOBODYHASTHIS', 'hello there', '👋', ''])
      expect(await text(word)).toMatch(/do not know that keyword(?!.*http)/);
    for (const word of ['HELP', 'info']) expect(await text(word)).toMatch(/the app.*STOP/);
    for (const word of ['STOP', 'Unsubscribe', 'start', 'UNSTOP']) expect(await text(word)).toBeUndefined();
  });

  it('without Twilio’s signature is refused, and counts nothing', async () => {
    const before = await counted();
    const fields = { Body: partnership.keyword };
    for (const headers of [
      {},
      { 'x-twilio-signature': '' },
      { 'x-twilio-signature': '0/KCTR6DLpKmkAf8muzZqo1nDgQ=' },
    ]) {
      const answer = await textMessage(app, fields, headers as Record<string, string>);
      expect([answer.status, answer.json.code]).toEqual([403, 'signature_invalid']);
    }
    const query = await app.anyone().form('/hooks/twilio/sms?a=1', fields);
    const json = await app.anyone().post('/hooks/twilio/sms', fields);
    const odd = await app.anyone().post('/hooks/twilio/sms', { Body: [[['x']]] });
    expect([query.status, json.status, odd.status]).toEqual([403, 403, 403]);
    expect(await counted()).toEqual(before);
  });

  it('with a body nobody should send is refused', async () => {
    const before = await counted();
    const send = (body: string, type = 'application/x-www-form-urlencoded') =>
      app.anyone().send('POST', '/hooks/twilio/sms', { 'content-type': type }, body);
    const deep = `{"Body":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const answers = await Promise.all([
      send(`Body=${'x'.repeat(300_000)}`),
      send('Body=a&__proto__=b'),
      send(deep, 'application/json'),
      send('{"__proto__":{"Body":"a"}}', 'application/json'),
      send('<Body/>', 'text/xml'),
      send(''),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([413, 400, 403, 400, 415, 403]);
    for (const { headers } of answers)
      expect(headers.get('content-type')).toContain('application/problem+json');
    expect(await counted()).toEqual(before);
  });

  it('says that the program has ended, the day after its last', async () => {
    app.clock.set('2020-02-29T05:59:00Z');
    expect(await text(partnership.keyword)).toContain('/r/');
    app.clock.set('2020-02-29T06:00:00Z');
    const before = await counted();
    const reply = await text(partnership.keyword);
    expect(reply?.toLowerCase()).toContain('this program has ended');
    expect(reply).not.toContain('http');
    expect(await counted()).toEqual(before);
  });
});
