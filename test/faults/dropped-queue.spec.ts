import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { enqueue, nameOrganisation } from '../mail/mail-kit.js';
import { type SmtpSink, startSmtpSink } from '../mail/smtp-sink.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Chance } from '../support/faults-chance.js';
import { Crowd } from '../support/faults-crowd.js';
import { startRedis } from '../support/processes.js';
import { printedSeed, size } from '../support/size.js';
import { until } from '../support/until.js';

const MAILS = size(40, 600);
const DROPS = size(1, 30);

/** Two workers hand over mails while the queue's store is emptied under them. */
describe.each(['postgres', 'redis'] as const)('the whole queue dropped, jobs on %s', (backend) => {
  const chance = new Chance(printedSeed(`Dropped queue on ${backend}`));
  let app: TestApp;
  let sink: SmtpSink;
  let folder: string;
  let redis: Awaited<ReturnType<typeof startRedis>> = null;
  let workers: Crowd;
  let skipped = false;

  beforeAll(async () => {
    if (backend === 'redis') redis = await startRedis();
    skipped = backend === 'redis' && redis === null;
    if (skipped) process.stderr.write('Redis was skipped: redis-server is not installed here.\n');
    if (skipped) return;
    sink = await startSmtpSink();
    folder = mkdtempSync(path.join(tmpdir(), 'liaison-dropped-'));
    app = await startTestApp({ env: { SMTP_URL: sink.url } });
    await nameOrganisation(app);
    workers = new Crowd(
      {
        DATABASE_URL: app.databaseUrl,
        DATA_DIR: folder,
        SECRET_KEY: 'a-test-key-of-at-least-32-characters',
        SMTP_URL: sink.url,
        ...(redis ? { REDIS_URL: redis.url } : {}),
      },
      ['worker', 'worker'],
    );
    await workers.start();
  }, 120_000);
  afterAll(async () => {
    if (skipped) return;
    await workers.close();
    await app.close();
    await sink.close();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** While it is still being made again there is nothing to drop; so every drop is a real one. */
  const drop = async (): Promise<void> => {
    if (!redis)
      return until('a queue to drop', () =>
        app.sql('drop schema bullmq cascade').then(
          () => true,
          () => false,
        ),
      );
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
  };

  it('loses nothing, doubles nothing, and goes on by itself', async () => {
    if (skipped) return;
    let dropped = 0;
    for (let i = 0; i < MAILS; i++) {
      await enqueue(app);
      if (i < Math.floor((MAILS * (dropped + 1)) / (DROPS + 1))) continue;
      await pause(chance.below(200));
      await drop();
      dropped++;
    }
    await drop();
    const [{ since }] = (await app.sql('select clock_timestamp() as since')) as [{ since: Date }];
    // A job that rings twice is done at once for whoever comes second, while the first is still handing over.
    await until('the mails to go out', async () => {
      const rows = await app.sql(
        `select 1 from event_delivery where state <> 'done'
         union all select 1 from email_message where state in ('queued', 'sending') limit 1`,
      );
      return rows.length === 0;
    });
    expect(await app.sql('select state, count(*)::int as n from email_message group by 1')).toEqual([
      { state: 'sent', n: MAILS },
    ]);
    const ids = sink.accepted.map((raw) => /^Message-ID: (.+)$/im.exec(raw.toString())?.[1]);
    expect([ids.length, new Set(ids).size]).toEqual([MAILS, MAILS]);
    // What is done by the clock was planned in the same store.
    await until('something scheduled to run', async () => {
      const rows = await app.sql('select 1 from scheduled_run where last_finished_at > $1', [since]);
      return rows.length > 0;
    });
  }, 180_000);
});
