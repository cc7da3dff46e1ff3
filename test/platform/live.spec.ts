import { Wakeup } from '../../src/platform/events/wakeup.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

/** Reads a stream of server-sent events until it has been told of this type, or is closed. */
async function heard(
  app: TestApp,
  cookie: string,
  cause: () => Promise<unknown>,
  forMs: number,
): Promise<string> {
  const stop = new AbortController();
  const answer = await fetch(`${app.url}/live`, { headers: { cookie }, signal: stop.signal });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done) return;
      text += new TextDecoder().decode(value);
    }
  })();
  await cause();
  await new Promise((resolve) => setTimeout(resolve, forMs));
  stop.abort();
  await reading;
  return text;
}

describe('what is live', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
    await app.get(Wakeup).start();
  });

  const cookieOf = (client: TestClient): string =>
    (client as unknown as { headers: Record<string, string> }).headers['cookie'] ?? '';

  it('tells a rep that something changed, and nothing of what it says; a department hears only its own', async () => {
    const rep = await app.as('rep');
    const watcher = await app.signedIn('rep');
    const made = await rep.post('/api/v1/departments', {
      name: 'Wexley Police',
      kind: 'municipal_police',
      state: 'OH',
    });
    const other = await rep.post('/api/v1/departments', {
      name: 'Marrow Police',
      kind: 'municipal_police',
      state: 'MO',
    });
    const pio = await app.signedIn({ role: 'pio', departmentId: other.json.id });
    const offer = {
      downloadsPerDevice: 20,
      deviceSku: 'HD2',
      deviceFmvCents: 20_000,
      recipient: 'department',
    };
    const [vendor, department] = await Promise.all([
      heard(
        app,
        cookieOf(watcher),
        () => rep.post('/api/v1/pitches', { departmentId: made.json.id, offer }),
        700,
      ),
      heard(app, cookieOf(pio), async () => undefined, 700),
    ]);
    expect(vendor).toContain('event: pitch.');
    expect(vendor).not.toContain('Wexley');
    expect(department).not.toContain('event:');
    await app.close();
  });

  it('does not keep the process from stopping', async () => {
    const watcher = await app.signedIn('rep');
    const answer = await fetch(`${app.url}/live`, { headers: { cookie: cookieOf(watcher) } });
    expect(answer.status).toBe(200);
    const ended = answer.text();
    await app.close();
    expect(await ended).toContain('retry:');
  });
});
