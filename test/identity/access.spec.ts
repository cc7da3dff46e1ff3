import { startTestApp, type TestApp } from '../support/app.js';

describe('the door', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('lets anyone ask whether the process lives and is ready', async () => {
    expect((await app.anyone().get('/healthz')).json).toEqual({ status: 'ok' });
    expect((await app.anyone().get('/readyz')).json).toEqual({ status: 'ready' });
    expect((await app.anyone().get('/metrics')).text).toContain('liaison_http_request_seconds');
  });

  it('answers an unknown token with 401 as problem+json, repeating nothing', async () => {
    const answer = await app.anyone().with({ authorization: 'Bearer lia_wrong' }).get('/api/v1/me');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.text).not.toContain('lia_wrong');
  });

  it('shows the way in to a browser that has not signed in', async () => {
    const answer = await app.anyone().with({ accept: 'text/html' }).get('/sign-in');
    expect(answer.status).toBe(200);
  });

  it('refuses an unsafe request another site made a browser send', async () => {
    const rep = await app.signedIn('rep');
    const crossed = await rep
      .with({ 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' })
      .form('/sign-out', {});
    expect(crossed.status).toBe(403);
    const foreign = await rep.with({ origin: 'https://elsewhere.example' }).form('/sign-out', {});
    expect(foreign.status).toBe(403);
    expect((await rep.form('/sign-out', {})).status).toBe(303);
  });

  it('has an OpenAPI 3.1 document', async () => {
    const answer = await app.anyone().get('/api/openapi.json');
    expect(answer.status).toBe(200);
    expect(answer.json.openapi).toBe('3.1.0');
  });
});
