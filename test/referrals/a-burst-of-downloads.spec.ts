import pg from 'pg';
import type { DownloadEvent } from '../../src/referrals/download-event.js';
import { keepWaiting } from '../../src/referrals/waiting-rows.js';
import { WaitingDownloads } from '../../src/referrals/waiting-downloads.js';
import { Foreground } from '../../src/platform/jobs/foreground.js';
import { newId } from '../../src/platform/id.js';
import { buildPartnership, type BuiltPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { branchBody } from '../support/branch-body.js';
import { until } from '../support/until.js';

const HOOK = '/hooks/branch/branch-test-secret-0123456789';
const AT = '2019-03-20T18:00:00Z';

describe('a burst of downloads', () => {
  let app: TestApp;
  let partnership: BuiltPartnership;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
  });
  beforeEach(async () => {
    partnership = await buildPartnership(app, { activeOn: '2019-03-12' });
  });
  afterAll(() => app.close());

  const push = (id: string): Promise<{ status: number }> =>
    app.anyone().post(HOOK, branchBody({ id, kind: 'install', alias: partnership.alias, at: AT }));
  const progress = async (): Promise<Record<string, unknown>> =>
    (await partnership.rep.get(`/api/v1/partnerships/${partnership.id}/progress`)).json;
  const waiting = async (): Promise<number> => (await app.sql('select 1 from download_waiting')).length;
  const event = (externalId: string): DownloadEvent => ({
    provider: 'branch',
    externalId,
    kind: 'install',
    alias: partnership.alias,
    os: null,
    existingUser: false,
    testDevice: false,
    occurredAt: new Date(AT),
  });
  /** Events as a process leaves them that was killed between its answer and the decision. */
  const left = (...externalIds: string[]): Promise<void> =>
    keepWaiting((sql, params) => app.sql(sql, params), externalIds.map(event), app.clock.now());

  it('is answered, then decided; whoever asks at once finds it counted', async () => {
    await app.as({ role: 'pio', departmentId: partnership.departmentId });
    const ids = Array.from({ length: 300 }, (_, i) => `burst-${i % 250}`);
    const answers = await Promise.all(ids.map(push));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // At once on a quiet machine; on a busy one an answer does not wait longer than half a second for what is being decided.
    await until('all to be counted', async () => (await progress())['qualifying'] === 250);
    expect(await progress()).toMatchObject({ qualifying: 250, earned: 12, issued: 12, remainder: 10 });
    expect(await waiting()).toBe(0);
    const [steps] = await app.sql<{ accruals: number; offers: number; entries: number }>(
      `select count(*) filter (where step = 'accrual')::int accruals, count(*) filter (where step = 'offer')::int offers,
              (select count(*)::int from gift_ledger_entry e where e.partnership_id = $1) entries
         from reward_step where partnership_id = $1`,
      [partnership.id],
    );
    expect(steps).toEqual({ accruals: 12, offers: 12, entries: 48 });
    await app.drain();
    const mails = await app.sql(`select 1 from email_message where template = 'mail/rewards/offered'`);
    expect(mails).toHaveLength(12);
  });

  it('left waiting by a killed process is decided by the next', async () => {
    for (let i = 0; i < 7; i++) await left(`left-${i}`, `left-${i + 7}`, `left-${i + 14}`, `left-${i}`);
    expect(await progress()).toMatchObject({ qualifying: 0 });
    await app.runScheduled('referrals.decide-waiting');
    expect(await progress()).toMatchObject({ qualifying: 21, issued: 1 });
    expect(await waiting()).toBe(0);
  });

  it('stored by an older version is decided, too', async () => {
    const id = newId();
    await app.sql(
      `insert into download (id, provider, external_id, kind, alias, existing_user, test_device, occurred_at, received_at)
       values ($1, 'branch', 'older', 'install', $2, false, false, $3, $3)`,
      [id, partnership.alias, AT],
    );
    await app.sql('insert into download_waiting (id) values ($1)', [id]);
    await left('newer');
    await app.runScheduled('referrals.decide-waiting');
    expect(await progress()).toMatchObject({ qualifying: 2 });
    expect(await waiting()).toBe(0);
  });

  it('counts what is pushed again once, whichever way it came first', async () => {
    await push('both-1');
    await left('both-1', 'both-2', 'both-2');
    await left('both-2', 'both-3');
    await push('both-3');
    await app.runScheduled('referrals.decide-waiting');
    expect(await progress()).toMatchObject({ qualifying: 3 });
  });

  it('is decided by what was said of it meanwhile', async () => {
    for (const id of ['said-1', 'said-2']) await left(id);
    await partnership.rep.post('/api/v1/download-reversals', {
      provider: 'branch',
      externalId: 'said-1',
      reason: 'fraud',
    });
    await app.runScheduled('referrals.decide-waiting');
    expect(await progress()).toMatchObject({ qualifying: 1, disqualified: { fraud: 1 } });
  });

  it('is not held back by one that cannot be decided, which is tried again', async () => {
    const good = Array.from({ length: 30 }, (_, i) => `good-${i}`);
    await left(...good.slice(0, 15), 'bad', ...good.slice(15));
    await app.sql(`create function refuse_bad() returns trigger language plpgsql as $$ begin
      if exists (select from download d where d.id = new.download_id and d.external_id = 'bad') then raise exception 'not this one'; end if;
      return new; end $$`);
    await app.sql(
      'create trigger refuse_bad before insert on download_decision for each row execute function refuse_bad()',
    );
    await app.runScheduled('referrals.decide-waiting');
    expect(await progress()).toMatchObject({ qualifying: 30 });
    expect(await waiting()).toBe(1);
    await app.sql('drop function refuse_bad cascade');
    await app.runScheduled('referrals.decide-waiting');
    expect(await waiting()).toBe(1);
    app.clock.set(new Date(app.clock.now().getTime() + 61_000).toISOString());
    await app.runScheduled('referrals.decide-waiting');
    expect(await progress()).toMatchObject({ qualifying: 31 });
    expect(await waiting()).toBe(0);
  });

  it('is decided, little by little, while more are pushed than can be decided', async () => {
    for (let i = 0; i < 250; i += 5) await left(...[0, 1, 2, 3, 4].map((more) => `rush-${i + more}`));
    const foreground = app.get(Foreground);
    const rush = setInterval(() => {
      for (let i = 0; i < 100; i++) foreground.entered();
    }, 10);
    try {
      await app.runScheduled('referrals.decide-waiting');
    } finally {
      clearInterval(rush);
    }
    expect(await waiting()).toBe(0);
    expect(await progress()).toMatchObject({ qualifying: 250, issued: 12 });
  });

  it('is decided by one process at a time, and whoever comes second finds what is left', async () => {
    for (let i = 0; i < 3; i++) await left(`second-${i}`);
    const first = new pg.Client({ connectionString: app.databaseUrl });
    await first.connect();
    try {
      await first.query('begin');
      await first.query('select pg_advisory_xact_lock(7316, 1910 + lane) from generate_series(0, 3) lane');
      const downloads = app.get(WaitingDownloads);
      downloads.ring();
      expect(downloads.busy).toBe(true);
      await downloads.caughtUp();
      expect(downloads.busy).toBe(true);
      expect(await waiting()).toBe(3);
      await left('second-3', 'second-0');
      await first.query('commit');
      await until('all to be decided', async () => !downloads.busy && (await waiting()) === 0);
    } finally {
      await first.end();
    }
    expect(await progress()).toMatchObject({ qualifying: 4 });
  });
});
