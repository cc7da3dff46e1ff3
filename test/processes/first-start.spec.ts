import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { TestClient } from '../support/client.js';
import { liaison, type ServerProcess, setupLink, startProcess } from '../support/processes.js';
import { until } from '../support/until.js';

const exec = promisify(execFile);
const PASSWORD = 'four quiet brown herons';

/** Postgres processes whose data lies in the folder. */
async function postgresIn(folder: string): Promise<string[]> {
  const { stdout } = await exec('ps', ['-eo', 'pid,args']);
  return stdout.split('\n').filter((line) => line.includes(folder) && /postgres|supervisor/.test(line));
}

describe('an installation of one’s own', () => {
  let dataDir: string;
  let server: ServerProcess | null = null;
  beforeAll(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'liaison-first-'));
  });
  afterAll(async () => {
    await server?.kill().catch(() => undefined);
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('starts on nothing, is set up by the printed link, survives kill -9, and leaves no Postgres behind', async () => {
    server = await startProcess({ DATA_DIR: dataDir });
    const link = await setupLink(server);
    const made = await new TestClient(server.url, {}).form(link, {
      name: 'Ines Halloran',
      email: 'ines@hallam.example',
      password: PASSWORD,
    });
    expect(made.status).toBe(303);

    // The command line works beside the running server.
    const token = await liaison({ DATA_DIR: dataDir }, 'token:create', '--email', 'ines@hallam.example');
    const admin = new TestClient(server.url, { authorization: `Bearer ${token}` });
    const department = await admin.post('/api/v1/departments', {
      name: 'Wexley Police',
      kind: 'municipal_police',
      state: 'OH',
    });
    expect(department.status).toBe(201);

    await server.kill();
    await until('Postgres to stop by itself', async () => (await postgresIn(dataDir)).length === 0, 30_000);

    server = await startProcess({ DATA_DIR: dataDir });
    expect(server.output()).not.toContain('Nobody is set up yet');
    const again = new TestClient(server.url, { authorization: `Bearer ${token}` });
    expect((await again.get(`/api/v1/departments/${department.json.id}`)).json).toMatchObject({
      name: 'Wexley Police',
    });
    expect(await server.stop()).toBe(0);

    // And works without a server, too.
    expect(await liaison({ DATA_DIR: dataDir }, 'verify')).toContain('add up');
  }, 120_000);

  it('says every fault of its environment at once and exits', async () => {
    await expect(
      startProcess({ DATA_DIR: dataDir, SMTP_URL: 'nonsense', SECRET_KEY: 'short' }),
    ).rejects.toThrow(/SMTP_URL[\s\S]*SECRET_KEY|SECRET_KEY[\s\S]*SMTP_URL/);
  });
});
