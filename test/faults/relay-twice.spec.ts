import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SignInLinkRequested } from '../../src/identity/sign-in.service.js';
import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { JobQueue } from '../../src/platform/jobs/job-queue.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Chance } from '../support/faults-chance.js';
import { Crowd } from '../support/faults-crowd.js';
import { printedSeed, size } from '../support/size.js';
import { until } from '../support/until.js';

const EVENTS = size(300, 6_000);
const KILLS = size(1, 20);

/**
 * Two workers, each with a relay of its own, deliver the same events. The listener's effect, a sign-in link and the mail
 * with it, is one that shows when it happens twice: the link has no key that would keep a second one away.
 */
describe('two relays at once', () => {
  const chance = new Chance(printedSeed('Two relays'));
  let app: TestApp;
  let folder: string;
  let workers: Crowd;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'liaison-relays-'));
    app = await startTestApp();
    workers = new Crowd(
      {
        DATABASE_URL: app.databaseUrl,
        DATA_DIR: folder,
        SECRET_KEY: 'a-test-key-of-at-least-32-characters',
      },
      ['worker', 'worker'],
    );
    await workers.start();
  }, 120_000);
  afterAll(async () => {
    await workers.close();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** Records one event in a transaction of its own, as a request would. */
  const request = (personId: string): Promise<unknown> =>
    app
      .get(UnitOfWork)
      .run(SYSTEM, (tx) =>
        tx.record(
          SignInLinkRequested(
            { personId },
            { visibility: 'vendor', subject: { type: 'person', id: personId }, summary: 'Asked for a link' },
          ),
        ),
      );

  const effects = async (): Promise<unknown> =>
    (
      await app.sql(
        `select (select count(*)::int from sign_in_link) as links, (select count(*)::int from email_message) as mails,
                (select count(distinct idempotency_key)::int from email_message) as keys,
                (select count(*)::int from event_delivery where state = 'done') as done,
                (select count(*)::int from event_delivery where state <> 'done') as open,
                (select sum(attempts)::int from event_delivery) as attempts`,
      )
    )[0];
  const once = { links: EVENTS, mails: EVENTS, keys: EVENTS, done: EVENTS, open: 0, attempts: EVENTS };

  it('let each effect happen exactly once, though workers are killed meanwhile', async () => {
    const { personId } = await app.as('rep');
    const deaths = (async () => {
      for (let i = 0; i < KILLS; i++) {
        await pause(chance.below(1_500));
        await workers.kill(chance.below(workers.count));
      }
    })();
    for (let i = 0; i < EVENTS; i += 20)
      await Promise.all(Array.from({ length: Math.min(20, EVENTS - i) }, () => request(personId)));
    await deaths;
    await workers.allUp();
    await until('all to be delivered', async () => {
      const rows = await app.sql(`select 1 from event_delivery where state = 'pending' limit 1`);
      return rows.length === 0;
    });
    expect(await effects()).toEqual(once);
  }, 240_000);

  it('do nothing when a delivery is rung again whose job was never acknowledged', async () => {
    const deliveries = await app.sql<{ eventId: string; listener: string }>(
      'select event_id as "eventId", listener from event_delivery',
    );
    const queue = app.get(JobQueue);
    await queue.ring([...deliveries, ...deliveries.slice(0, 100)]);
    await until('the queue to be empty', async () => {
      const { waiting, active, prioritized } = await queue.open().getJobCounts();
      return !waiting && !active && !prioritized;
    });
    expect(await effects()).toEqual(once);
  }, 120_000);
});
