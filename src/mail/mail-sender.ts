import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { dkimSignature } from './dkim.js';
import { holderGone, Liveness } from './liveness.js';
import { MailClaims, type Taken } from './mail-claims.js';
import { MAIL_ROW, MailOutcomes, type MailRow } from './mail-outcomes.js';
import { MailVerdicts, type Handed } from './mail-verdicts.js';
import { SmtpPool } from './smtp-pool.js';

const BATCH = 500;
const DIED =
  'The process died while it handed this mail over. It may have arrived: ask the reader, then say so or send it again.';
/** How often the outcome of a handover is written again while the database is away. Milliseconds between. */
const AGAIN_AFTER = [250, 1_000, 3_000, 10_000];
/** Outcomes that may wait to be written down, for each connection: what a killed process leaves open to doubt. */
const MOST_OPEN = 2;
const NOTED = 2_000;

interface Wanted {
  id: string;
  /** Called with whether anything became of it now. */
  done: ((moved: boolean) => void)[];
  failed: ((error: unknown) => void)[];
}

type Answered = Omit<Handed, 'mail'>;

/**
 * Hands mails over. A row is `sending` and committed before the first byte leaves; what the server said is committed
 * after. A row found in `sending` without a living holder becomes `unknown` and is never sent again by itself. No more
 * are taken than there are free connections; taking and writing down are shared by all that wait at that moment.
 */
@Injectable()
export class MailSender implements OnApplicationShutdown {
  private readonly log = new Logger('Mail');
  private readonly pool: SmtpPool | null;
  /** What this process was asked to send and has not yet written down, by id. */
  private readonly inFlight = new Map<string, Wanted>();
  private readonly queue: Wanted[] = [];
  private readonly handed: { result: Handed; written: (error?: unknown) => void }[] = [];
  private readonly hungry: (() => void)[] = [];
  /** Mails a connection is at work on, and mails whose outcome is being written down. */
  private sending = 0;
  private settling = 0;
  private taking = false;
  private writing = false;
  private alarm: NodeJS.Timeout | null = null;
  private lastRound: Promise<void> = Promise.resolve();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly claims: MailClaims,
    private readonly verdicts: MailVerdicts,
    private readonly outcomes: MailOutcomes,
    private readonly liveness: Liveness,
  ) {
    this.pool = config.smtpUrl
      ? new SmtpPool({ url: config.smtpUrl, patienceMs: config.smtp.patienceMs })
      : null;
  }

  onApplicationShutdown(): void {
    if (this.alarm) clearTimeout(this.alarm);
    this.pool?.close();
  }

  /**
   * Sends one mail if it is still due; safe to call any number of times, from any number of processes. Says whether
   * anything became of it now.
   */
  deliver(id: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let wanted = this.inFlight.get(id);
      if (!wanted) {
        wanted = { id, done: [], failed: [] };
        this.inFlight.set(id, wanted);
        this.queue.push(wanted);
      }
      wanted.done.push(resolve);
      wanted.failed.push(reject);
      void this.turn();
    });
  }

  /** Settles what dead processes left behind, then sends whatever is due: retries, and rows whose bell was lost. */
  @Scheduled('mail.sweep', { everySeconds: 30 })
  sweep(): Promise<void> {
    // One after another: two at once would each take the other's pause for their own.
    const round = this.lastRound.then(() => this.round());
    this.lastRound = round.catch(() => undefined);
    return round;
  }

  private async round(): Promise<void> {
    await this.settleAbandoned();
    if (this.alarm) clearTimeout(this.alarm);
    this.alarm = null;
    const left: string[] = [];
    const all: Promise<void>[] = [];
    let fault: unknown;
    const deliver = async (id: string): Promise<void> => {
      const moved = await this.deliver(id).catch((error: unknown) => {
        fault ??= error;
        return false;
      });
      if (!moved) left.push(id);
    };
    for (;;) {
      const ids = await this.due(left);
      if (ids.length === 0 || this.alarm) break;
      all.push(...ids.map(deliver));
      await this.almostDone();
    }
    await Promise.all(all);
    if (fault) throw fault as Error;
  }

  /** Waits until nearly all that was asked for is on its way, so that connections are never without work. */
  private almostDone(): Promise<void> {
    return new Promise((resolve) => {
      this.hungry.push(resolve);
      this.feed();
    });
  }

  private feed(): void {
    if (this.queue.length > this.config.smtp.connections) return;
    for (const go of this.hungry.splice(0)) go();
  }

  /** What is due and neither on its way here nor looked at in vain. */
  private async due(left: readonly string[]): Promise<string[]> {
    const rows = await this.unitOfWork.read(SYSTEM, (tx) =>
      tx.query<{ id: string }>(
        `select id from email_message where state = 'queued' and next_attempt_at <= $1 and id <> all($2)
          order by next_attempt_at limit ${BATCH}`,
        [tx.now, [...this.inFlight.keys(), ...left]],
      ),
    );
    return rows.map(({ id }) => id);
  }

  /** Takes as many as there are free connections, one after another as long as somebody waits. */
  private async turn(): Promise<void> {
    if (this.taking) return;
    this.taking = true;
    try {
      for (;;) {
        const { connections } = this.config.smtp;
        const free = Math.min(connections - this.sending, MOST_OPEN * connections - this.settling);
        const wanted = this.queue.splice(0, Math.max(0, free));
        this.feed();
        if (wanted.length === 0) return;
        await this.take(wanted);
      }
    } finally {
      this.taking = false;
    }
  }

  private async take(wanted: Wanted[]): Promise<void> {
    let taken: Taken[] = [];
    try {
      await this.liveness.hold();
      const claim = await this.unitOfWork.run(SYSTEM, (tx) =>
        this.claims.take(
          tx,
          wanted.map(({ id }) => id),
        ),
      );
      taken = claim.taken;
      if (claim.serverAt) this.lookAgainAt(claim.serverAt);
    } catch (error) {
      for (const one of wanted) this.end(one, error);
      return;
    }
    const mine = new Map(taken.map((mail) => [mail.id, mail]));
    for (const one of wanted) {
      const mail = mine.get(one.id);
      if (mail) void this.carry(one, mail);
      else this.end(one, undefined, false);
    }
  }

  /** One mail, from the first byte to the commit of what was said. */
  private async carry(wanted: Wanted, mail: Taken): Promise<void> {
    this.sending += 1;
    const { handover, dkim } = await this.handOver(mail).catch((error: Error): Answered => {
      this.log.error(`Mail ${mail.id} was not handed over as it should: ${error.name}`);
      return { handover: { outcome: 'unknown', reply: 'A fault of our own.' }, dkim: null };
    });
    this.sending -= 1;
    this.settling += 1;
    void this.turn();
    try {
      await new Promise<void>((resolve, reject) => {
        this.handed.push({
          result: { mail, handover, dkim },
          written: (error) => (error === undefined ? resolve() : reject(error as Error)),
        });
        void this.write();
      });
      this.end(wanted, undefined, true);
    } catch (error) {
      this.end(wanted, error);
    } finally {
      this.settling -= 1;
      void this.turn();
    }
  }

  private async handOver(mail: Taken): Promise<Answered> {
    if (!this.pool) return { handover: { outcome: 'not_handed_over', reply: 'No mail server' }, dkim: null };
    const { dkim: settings } = this.config;
    const key = settings && { ...settings, domain: settings.domain ?? mail.senderDomain };
    const dkim = key ? await dkimSignature(mail.raw, key, this.clock.now()).catch(() => undefined) : null;
    // Unsigned it would do harm to the domain's name, so it waits.
    if (dkim === undefined)
      return { handover: { outcome: 'not_handed_over', reply: 'It could not be signed.' }, dkim: null };
    const raw = dkim ? Buffer.concat([Buffer.from(dkim, 'latin1'), mail.raw]) : mail.raw;
    const handover = await this.pool.handOver({ from: mail.returnPath, to: mail.address }, raw);
    return { handover, dkim };
  }

  /** Writes down what was said to all mails that have an answer by now; what comes meanwhile is the next batch. */
  private async write(): Promise<void> {
    if (this.writing) return;
    this.writing = true;
    try {
      while (this.handed.length > 0) {
        const batch = this.handed.splice(0);
        const error = await this.written(batch.map(({ result }) => result));
        for (const { written } of batch) written(error);
      }
    } finally {
      this.writing = false;
    }
  }

  /** What is known must not be lost to a database that is away for seconds. Returns the last error, if it stayed away. */
  private async written(results: Handed[]): Promise<unknown> {
    for (let turn = 0; ; turn += 1) {
      try {
        await this.unitOfWork.run(SYSTEM, (tx) => this.verdicts.conclude(tx, results));
        return undefined;
      } catch (error) {
        const wait = AGAIN_AFTER[turn];
        if (wait === undefined) return error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  private end(wanted: Wanted, error?: unknown, moved = false): void {
    this.inFlight.delete(wanted.id);
    if (error === undefined) for (const done of wanted.done) done(moved);
    else for (const failed of wanted.failed) failed(error);
  }

  /** Where the server's rate holds mails back, the next look comes when it lets one through, not at the next round. */
  private lookAgainAt(at: Date): void {
    if (this.alarm) return;
    const wait = Math.max(100, at.getTime() - this.clock.now().getTime());
    this.alarm = setTimeout(() => {
      this.alarm = null;
      this.sweep().catch((error: Error) => this.log.warn(`Nothing sent this time: ${error.message}`));
    }, wait);
    this.alarm.unref();
  }

  private async settleAbandoned(): Promise<void> {
    const holders = await this.unitOfWork.read(SYSTEM, (tx) =>
      tx.query<{ holder: string }>(`select distinct holder from email_message where state = 'sending'`),
    );
    for (const { holder } of holders)
      await this.unitOfWork.run(SYSTEM, (tx) => this.settleHolder(tx, holder));
  }

  private async settleHolder(tx: Tx, holder: string): Promise<void> {
    const own = holder === this.liveness.holder;
    const gone =
      own || (await tx.one<{ gone: boolean }>(`select ${holderGone('$1')} as gone`, [holder]))?.gone;
    if (!gone) return;
    const rows = await tx.query<MailRow>(
      `select ${MAIL_ROW} from email_message where state = 'sending' and holder = $1 order by id limit ${NOTED} for update skip locked`,
      [holder],
    );
    const left = rows.filter(({ id }) => !own || !this.inFlight.has(id));
    for (const { id } of left) this.log.warn(`Mail ${id} was being handed over when its process died.`);
    await this.outcomes.settle(
      tx,
      left.map((row) => ({ row, state: 'unknown', reason: DIED })),
    );
  }
}
