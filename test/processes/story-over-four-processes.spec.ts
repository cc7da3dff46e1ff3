import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPostgresBackend, Queue, setDefaultBackendFactory } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Plot } from '../../src/demo/desk.js';
import { told } from '../../src/demo/desk.js';
import { PITTSBURG } from '../../src/demo/story/cast.js';
import { PITTSBURG_STORY } from '../../src/demo/story/pittsburg.js';
import type { JobData } from '../../src/platform/jobs/job-queue.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { ProcessDesk } from '../support/process-desk.js';
import { liaison, type ServerProcess, startProcess, startRedis } from '../support/processes.js';
import { size } from '../support/size.js';

const BRANCH_SECRET = 'branch-test-secret-0123456789';

/** Kills, dropped queues and doubled relays are tried on both stores every time; the whole story on both only at full size. */
const STORES = (['postgres', 'redis'] as const).slice(0, size(1, 2));

/** Two web and two worker processes over one Postgres, the queue on Postgres and on Redis. */
describe.each(STORES)('the story over four processes, jobs on %s', (backend) => {
  let database: TestDatabase;
  let folder: string;
  let owner: pg.Pool;
  let redis: Awaited<ReturnType<typeof startRedis>> = null;
  let skipped = false;
  let processes: ServerProcess[] = [];
  let closeQueue: () => Promise<void> = async () => undefined;
  let desk: ProcessDesk;
  let env: Record<string, string>;

  beforeAll(async () => {
    if (backend === 'redis') {
      redis = await startRedis();
      skipped = redis === null;
      if (skipped) process.stderr.write('Redis was skipped: redis-server is not installed here.\n');
    }
    if (skipped) return;
    database = await createTestDatabase();
    folder = mkdtempSync(path.join(tmpdir(), 'liaison-four-'));
    const clockFile = path.join(folder, 'clock');
    writeFileSync(clockFile, '2018-12-03T14:00:00Z');
    env = {
      DATABASE_URL: database.url,
      DATA_DIR: folder,
      SECRET_KEY: 'a-test-key-of-at-least-32-characters',
      CLOCK_FILE: clockFile,
      BRANCH_WEBHOOK_SECRET: BRANCH_SECRET,
      ...(redis ? { REDIS_URL: redis.url } : {}),
    };
    processes = await Promise.all(
      ['web', 'web', 'worker', 'worker'].map((ROLE) => startProcess({ ...env, ROLE })),
    );
    owner = new pg.Pool({ connectionString: database.url, max: 4 });
    owner.on('error', () => undefined);
    const { queue, close } = openQueue(database.url, redis?.url);
    closeQueue = close;
    desk = new ProcessDesk({
      webs: processes.slice(0, 2).map(({ url }) => url),
      clockFile,
      owner,
      queue,
      branchSecret: BRANCH_SECRET,
    });
  }, 120_000);

  afterAll(async () => {
    if (skipped) return;
    await closeQueue();
    await Promise.all(processes.map((one) => one.kill()));
    await owner.end();
    await database.drop();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('comes out the same as in one process', async () => {
    if (skipped) return;
    await desk.enter(['admin', 'rep', 'communications', 'communications2', 'lawyer', 'fulfilment']);
    await told(desk.as('rep'), 'POST', '/api/v1/departments', {
      ori: PITTSBURG.ori,
      name: 'Pittsburg Police Department',
      kind: 'municipal_police',
      county: 'Crawford',
      state: 'KS',
    });
    await desk.enter(['pio', 'records'], PITTSBURG.ori);
    const plot = {} as Plot;
    for (const scene of PITTSBURG_STORY) await scene.play(desk, plot);
    const progress = await told(desk.as('rep'), 'GET', `/api/v1/partnerships/${plot.partnershipId}/progress`);
    expect(progress).toMatchObject({
      qualifying: 94,
      earned: 4,
      issued: 4,
      deficit: 0,
      remainder: 14,
      valueCents: 60_000,
      undisclosedDays: 41,
    });
    const reminders = await owner.query<{ n: number; periods: number }>(
      'select count(*)::int as n, count(distinct period)::int as periods from reminder',
    );
    expect(reminders.rows[0]?.n).toBe(reminders.rows[0]?.periods);
    const doubled = await owner.query(
      'select idempotency_key from email_message group by 1 having count(*) > 1',
    );
    expect(doubled.rows).toEqual([]);
    expect(await liaison(env, 'verify', '--json')).toContain('"ok":true');
  }, 240_000);

  it('stops when asked, finishing what is in hand', async () => {
    if (skipped) return;
    const codes = await Promise.all(processes.map((one) => one.stop()));
    expect(codes).toEqual([0, 0, 0, 0]);
  });
});

function openQueue(
  databaseUrl: string,
  redisUrl: string | undefined,
): { queue: Queue<JobData>; close: () => Promise<void> } {
  if (redisUrl) {
    const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
    setDefaultBackendFactory();
    const queue = new Queue<JobData>('liaison', { connection: connection as never });
    return { queue, close: async () => (await queue.close(), connection.disconnect()) };
  }
  setDefaultBackendFactory(createPostgresBackend as never);
  const pool = new pg.Pool({ connectionString: databaseUrl, options: '-c search_path=bullmq', max: 3 });
  pool.on('error', () => undefined);
  const queue = new Queue<JobData>('liaison', { connection: pool as never });
  return { queue, close: async () => (await queue.close(), await pool.end()) };
}
