import { Wakeup } from '../../src/platform/events/wakeup.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { until } from '../support/until.js';

/** A stream of server-sent events that is being read. */
interface Listening {
  text(): string;
  stop(): Promise<void>;
}

async function listen(app: TestApp, cookie: string): Promise<Listening> {
  const end = new AbortController();
  const answer = await fetch(`${app.url}/live`, { headers: { cookie }, signal: end.signal });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done) return;
      text += new TextDecoder().decode(value);
    }
  })();
  return {
    text: () => text,
    stop: async () => {
      end.abort();
      await reading;
    },
  };
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
    const vendor = await listen(app, cookieOf(watcher));
    const department = await listen(app, cookieOf(pio));
    await rep.post('/api/v1/pitches', { departmentId: made.json.id, offer });
    await until('the rep to hear of the pitch', () => vendor.text().includes('event: pitch.'));
    expect(vendor.text()).not.toContain('Wexley');
    // What is the department's own comes after, on the same stream, so that silence before it means something.
    await rep.patch(`/api/v1/departments/${other.json.id}`, { city: 'Marrow' });
    await until('the department to hear of itself', () => department.text().includes('event: department.'));
    expect(department.text()).not.toContain('event: pitch.');
    await Promise.all([vendor.stop(), department.stop()]);
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
