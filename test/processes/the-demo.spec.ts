import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { TestClient } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { liaison, type ServerProcess, setupLink, startProcess } from '../support/processes.js';
import { until } from '../support/until.js';

describe('the demo', () => {
  let database: TestDatabase;
  let dataDir: string;
  let server: ServerProcess;
  let env: Record<string, string>;
  let owner: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    dataDir = mkdtempSync(path.join(tmpdir(), 'liaison-demo-'));
    env = {
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      SECRET_KEY: 'a-test-key-of-at-least-32-characters',
    };
    server = await startProcess(env);
    owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
  });
  afterAll(async () => {
    await server.kill();
    await owner.end();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is loaded by the button on first start, signs the set-up browser in as anyone, and mails nothing', async () => {
    const link = await setupLink(server);
    const visitor = new TestClient(server.url, { accept: 'text/html' });
    const pressed = await visitor.form(`${link}/demo`, {});
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, '/demo']);
    const cookie = (pressed.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    const viewer = visitor.with({ cookie });
    let shown = '';
    const ready = async (): Promise<boolean> => {
      shown = (await viewer.get('/demo')).text;
      return shown.includes('The demo is ready');
    };
    await until('the demo to be ready', ready, 300_000, 250);
    expect(shown).toContain('Mara Ortiz');
    expect((await visitor.get('/demo')).status).toBe(404);

    const signedIn = await viewer.form('/demo/people/mara.ortiz@hallam.example/session', {});
    const session =
      (signedIn.headers.getSetCookie().find((one) => one.startsWith('session=')) ?? '').split(';')[0] ?? '';
    const board = await visitor.with({ cookie: session }).get('/board');
    expect(board.text).toContain('This is the demo');
    expect(board.text).toContain('noindex');
    expect((await visitor.get('/transparency')).text).toContain('noindex');
    const { rows } = await owner.query<{ state: string }>('select distinct state from email_message');
    expect(rows).toEqual([{ state: 'held' }]);
    expect(await liaison(env, 'verify')).toContain('add up');
  }, 420_000);

  it('refuses to stand beside real data, and is cleared only where it is the demo', async () => {
    await liaison(env, 'demo:clear');
    await owner.query(
      `insert into person (id, name, email, created_at) values (gen_random_uuid(), 'Real Person', 'real@hallam.example', now())`,
    );
    await expect(liaison(env, 'demo')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('empty installation'),
    });
    await expect(liaison(env, 'demo:clear')).rejects.toMatchObject({
      stderr: expect.stringContaining('not a demo'),
    });
  }, 240_000);
});
