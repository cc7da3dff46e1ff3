import pg from 'pg';
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
  /** A download as a process leaves it that was killed between its answer and the decision. */
  const left = async (externalId: string): Promise<void> => {
    const id = newId();
    await app.sql(
      `insert into download (id, provider, external_id, kind, alias, existing_user, test_device, occurred_at, received_at)
       values ($1, 'branch', $2, 'install', $3, false, false, $4, $4)`,
      [id, externalId, partnership.alias, AT],
    );
    await app.sql('insert into download_waiting (download_id) values ($1)', [id]);
  };

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
    for (let i = 0; i < 21; i++) await left(`left-${i}`);
    expect(await progress()).toMatchObject({ qualifying: 0 });
    await app.runScheduled('referrals.decide-waiting');
    expect(await progress()).toMatchObject({ qualifying: 21, issued: 1 });
    expect(await waiting()).toBe(0);
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
    await left('bad');
    for (let i = 0; i < 30; i++) await left(`good-${i}`);
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
    for (let i = 0; i < 250; i++) await left(`rush-${i}`);
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
      await left('second-3');
      await first.query('commit');
      await until('all to be decided', async () => !downloads.busy && (await waiting()) === 0);
    } finally {
      await first.end();
    }
    expect(await progress()).toMatchObject({ qualifying: 4 });
  });
});
