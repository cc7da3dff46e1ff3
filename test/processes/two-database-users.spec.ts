import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { TestClient } from '../support/client.js';
import { createTestDatabase, EMPTY, type TestDatabase } from '../support/postgres.js';
import { liaison, type ServerProcess, startProcess } from '../support/processes.js';
import { until } from '../support/until.js';

/** As a careful administrator sets it up: one user owns and migrates, another serves and owns nothing. */
describe('a database with two users', () => {
  const name = `serving_${randomBytes(4).toString('hex')}`;
  let database: TestDatabase;
  let owner: pg.Client;
  let dataDir: string;
  let servingUrl: string;
  let server: ServerProcess | null = null;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'liaison-two-'));
    database = await createTestDatabase(EMPTY);
    owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    const password = randomBytes(12).toString('hex');
    await owner.query(`create role ${name} login password '${password}'`);
    const url = new URL(database.url);
    url.username = name;
    url.password = password;
    servingUrl = url.href;
  });
  afterAll(async () => {
    await server?.kill();
    await owner.end();
    await database.drop();
    const last = new pg.Client({ connectionString: database.url.replace(/\/[^/]+$/, '/liaison') });
    await last.connect();
    await last.query(`drop role if exists ${name}`).catch(() => undefined);
    await last.end();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const env = (urls: Record<string, string>): Record<string, string> => ({
    DATA_DIR: dataDir,
    SECRET_KEY: 'a-test-key-of-at-least-32-characters',
    ...urls,
  });

  it('stops at start and prints the SQL when the only user may not make roles', async () => {
    await expect(startProcess(env({ DATABASE_URL: servingUrl }))).rejects.toThrow(
      /Ask the administrator to run:[\s\S]*create role liaison_app nologin/,
    );
  });

  it('serves and works as the one that owns nothing', async () => {
    await owner.query(`grant liaison_app to ${name} with set true, inherit false`);
    server = await startProcess(env({ DATABASE_URL: servingUrl, DATABASE_MIGRATION_URL: database.url }));
    const both = env({ DATABASE_URL: servingUrl, DATABASE_MIGRATION_URL: database.url });
    await liaison(
      both,
      'user:create',
      '--email',
      'mara@hallam.example',
      '--name',
      'Mara Ortiz',
      '--role',
      'rep',
    );
    const rep = new TestClient(server.url, {
      authorization: `Bearer ${await liaison(both, 'token:create', '--email', 'mara@hallam.example')}`,
    });
    const csv =
      'ori,state,agency_name,agency_type_name,primary_county,icpsr_lat,icpsr_lng\nOH9000100,OH,Wexley Police,City,Hardin,40.6,-83.6\n';
    const preview = await rep.send(
      'POST',
      '/api/v1/department-imports?source=two',
      { 'content-type': 'text/csv' },
      csv,
    );
    expect(preview.status).toBe(201);
    await rep.post(`/api/v1/department-imports/${preview.json.id}/application`);
    await until('the list to be applied', async () => {
      const { state } = (await rep.get(`/api/v1/department-imports/${preview.json.id}`)).json;
      return state === 'applied';
    });
    const { rows } = await owner.query<{ usename: string }>(
      `select distinct usename from pg_stat_activity where datname = current_database() and usename <> 'liaison_owner'`,
    );
    expect(rows).toEqual([{ usename: name }]);
  }, 180_000);
});
