import { buildPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';

const SECRET = 'branch-test-secret-0123456789';
const HOOK = `/hooks/branch/${SECRET}`;
/** One is served beside the application, the other by it. */
const WAYS = ['application/json', 'Application/JSON'] as const;

describe('the Branch hook beside the application', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
  });
  afterAll(() => app.close());

  const both = async (path: string, body: string) => {
    const answers = [];
    for (const type of WAYS) {
      const { status, text, headers } = await app.anyone().send('POST', path, { 'content-type': type }, body);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      answers.push({ status, text, type: headers.get('content-type') });
    }
    expect(answers[0]).toEqual(answers[1]);
    return answers[0];
  };

  it('counts what comes either way', async () => {
    const { alias, id } = await buildPartnership(app, { activeOn: '2019-03-12' });
    for (const [place, type] of WAYS.entries()) {
      const event = {
        id: `evt-${place}`,
        name: 'INSTALL',
        timestamp: Date.parse('2019-03-20T18:00:00Z'),
        last_attributed_touch_data: { referral_code: alias },
        user_data: { os: 'IOS' },
      };
      const answer = await app.anyone().send('POST', HOOK, { 'content-type': type }, JSON.stringify(event));
      expect([answer.status, answer.text]).toEqual([200, '{"received":true}']);
    }
    await app.drain();
    const counted = await app.sql('select count::int from partnership_count where partnership_id = $1', [id]);
    expect(counted).toEqual([{ count: 2 }]);
  });

  it('answers a fault in the same words either way', async () => {
    expect(await both('/hooks/branch/not-the-secret', '{}')).toMatchObject({
      status: 404,
      type: expect.stringContaining('application/problem+json'),
    });
    expect(await both('/hooks/branch/', '{}')).toMatchObject({ status: 404 });
    expect(await both(`${HOOK}/more`, '{}')).toMatchObject({ status: 404 });
    expect(await both(HOOK, '[1]')).toMatchObject({ status: 400 });
    expect(await both(HOOK, '{"name":')).toMatchObject({ status: 400 });
    expect(await both(HOOK, '')).toMatchObject({ status: 400 });
    expect(await both(HOOK, '{"__proto__":{"x":1}}')).toMatchObject({ status: 400 });
    expect(await both(HOOK, JSON.stringify({ much: 'x'.repeat(300_000) }))).toMatchObject({ status: 413 });
  });

  it('is measured like every route', async () => {
    const { text } = await app.anyone().get('/metrics');
    expect(text).toContain(
      'liaison_http_request_seconds_count{method="POST",route="/hooks/branch/:secret",status="200"} 2',
    );
  });
});
