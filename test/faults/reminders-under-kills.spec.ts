import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Verifier } from '../../src/platform/verify/verify-check.js';
import { manyPartnerships } from '../factories/many-partnerships.js';
import { nameOrganisation } from '../mail/mail-kit.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Chance } from '../support/faults-chance.js';
import { Crowd } from '../support/faults-crowd.js';
import { printedSeed, size } from '../support/size.js';
import { until } from '../support/until.js';
import { startUnrulySmtp, type UnrulySmtp } from './unruly-smtp.js';

const REMINDERS = size(200, 20_000);
const KILLS = size(2, 200);
const WORKERS = size(1, 2);
/** What one process can have in hand at once; a kill leaves no more than that to doubt. */
const MOST_IN_HAND = 13;
const DUE = '2019-05-22T15:00:00.000Z';
const MINUTE = 60_000;
const PATIENCE_MS = 300_000;

interface MailRow {
  id: string;
  messageId: string;
  address: string;
  state: string;
  reason: string | null;
}

describe('reminders while their workers die and the mail server misbehaves', () => {
  const seed = printedSeed('Reminders under kills');
  const chance = new Chance(seed);
  let app: TestApp;
  let server: UnrulySmtp;
  let crowd: Crowd;
  let folder: string;
  let clockFile: string;

  beforeAll(async () => {
    server = await startUnrulySmtp(chance);
    folder = mkdtempSync(path.join(tmpdir(), 'liaison-reminders-'));
    clockFile = path.join(folder, 'clock');
    const env = { SMTP_URL: server.url, SMTP_TIMEOUT_SECONDS: '2' };
    app = await startTestApp({ now: DUE, env });
    writeFileSync(clockFile, DUE);
    await nameOrganisation(app);
    await manyPartnerships((sql, params) => app.sql(sql, params), {
      count: REMINDERS,
      name: 'Alder',
      now: new Date('2019-05-01T00:00:00Z'),
      rule: { dayOfMonth: 22 },
      hour: 10,
      nextAt: new Date(DUE),
      plannedThrough: new Date('2019-05-02T00:00:00Z'),
    });
    crowd = new Crowd(
      {
        ...env,
        DATABASE_URL: app.databaseUrl,
        DATA_DIR: folder,
        SECRET_KEY: 'a-test-key-of-at-least-32-characters',
        CLOCK_FILE: clockFile,
      },
      Array.from({ length: WORKERS }, () => 'worker' as const),
    );
    await crowd.start();
  }, 180_000);
  afterAll(async () => {
    await crowd.close();
    await app.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** What is still to be planned, to be written or to leave; who plans may be any of them, and may be killed over it. */
  const open = async (): Promise<number> =>
    (
      await app.sql<{ n: number }>(
        `select (select count(*) from email_message where state in ('queued', 'sending'))::int
              + (select $1 - count(*) filter (where state <> 'planned') from reminder)::int n`,
        [REMINDERS],
      )
    )[0]!.n;
  const inHand = async (): Promise<number> =>
    (await app.sql<{ n: number }>(`select count(*)::int n from email_message where state = 'sending'`))[0]!.n;

  /**
   * Kills one worker whenever another part of the mails has come, up to six in ten: some are refused, and some wait for
   * a clock that stands. Says how many mails were in hand each time.
   */
  const killAgainAndAgain = async (): Promise<number[]> => {
    const hands: number[] = [];
    for (let kill = 1; kill <= KILLS; kill++) {
      const due = Math.floor((REMINDERS * 0.6 * kill) / (KILLS + 1));
      await until(
        'more mails to come',
        async () => server.arrived() >= due || (await open()) === 0,
        PATIENCE_MS,
      );
      for (let place = chance.below(WORKERS); !(await crowd.kill(place % WORKERS)); place++) await pause(20);
      hands.push(await inHand());
    }
    return hands;
  };

  it('loses none, sends none twice, and lists each that nobody can know of', async () => {
    const began = Date.now();
    const planning = app.runScheduled('reminders.plan');
    const hands = await killAgainAndAgain();
    await planning;
    server.calm();
    await crowd.allUp();
    // Hours pass for the retries; every process sees the same clock.
    for (let now = new Date(DUE).getTime(); (await open()) > 0;) {
      now += 3 * MINUTE;
      expect(now).toBeLessThan(new Date(DUE).getTime() + 20 * 60 * MINUTE);
      app.clock.set(new Date(now));
      writeFileSync(clockFile, new Date(now).toISOString());
      // A worker plans and writes, too; what it had in hand when it was killed is taken up by the next round.
      await app.runScheduled('reminders.send');
      await app.runScheduled('mail.sweep');
      if ((await inHand()) > 0) await pause(100);
    }

    const reminders = await app.sql<{ state: string; n: number }>(
      'select state, count(*)::int n from reminder group by 1',
    );
    expect(reminders).toEqual([{ state: 'sent', n: REMINDERS }]);
    const mails = await app.sql<MailRow>(
      `select id, message_id "messageId", to_address address, state, reason from email_message where topic = 'reminders'`,
    );
    expect(mails).toHaveLength(REMINDERS);

    const of = (state: string): MailRow[] => mails.filter((mail) => mail.state === state);
    const refused = /^officer-\d*(?:00|50)@/;
    expect(of('sent').length + of('bounced').length + of('unknown').length).toBe(REMINDERS);
    // Not one is missing: what is called sent was taken, what is called bounced was refused.
    expect(of('sent').filter(({ messageId }) => server.accepted.get(messageId) !== 1)).toEqual([]);
    expect(of('bounced').filter(({ address }) => !refused.test(address))).toEqual([]);
    // Not one was given away twice: taken, or left without an answer, at most once in all.
    const given = (id: string): number => (server.accepted.get(id) ?? 0) + (server.unanswered.get(id) ?? 0);
    expect(mails.filter(({ messageId }) => given(messageId) > 1)).toEqual([]);
    // Each doubt has its cause: no answer came, or its process died with it in hand.
    const died = of('unknown').filter(({ messageId }) => !server.unanswered.has(messageId));
    const doubtful = hands.reduce((sum, hand) => sum + Math.min(hand, WORKERS * MOST_IN_HAND), 0);
    expect(died.filter(({ reason }) => !/process died/.test(reason ?? ''))).toEqual([]);
    expect(died.length).toBeLessThanOrEqual(doubtful);

    const admin = await app.as('admin');
    const listed: string[] = [];
    for (let cursor = ''; ;) {
      const { json } = await admin.get(
        `/api/v1/emails?state=unknown&limit=200${cursor && `&cursor=${cursor}`}`,
      );
      listed.push(...json.data.map(({ id }: { id: string }) => id));
      cursor = json.nextCursor ?? '';
      if (!cursor) break;
    }
    expect(listed.sort()).toEqual(
      of('unknown')
        .map(({ id }) => id)
        .sort(),
    );
    const verdicts = await app.get(Verifier).run();
    expect(verdicts.filter(({ faults }) => faults.length > 0)).toEqual([]);
    process.stderr.write(
      `${REMINDERS} reminders, ${KILLS} kills: ${of('sent').length} sent, ${of('bounced').length} refused, ` +
        `${of('unknown').length} unknown (${died.length} by kills) in ${Date.now() - began} ms (seed ${seed})\n`,
    );
  }, 3_600_000);
});
