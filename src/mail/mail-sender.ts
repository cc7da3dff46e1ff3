import { Injectable, Logger } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/id.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { nextAttempt } from './backoff.js';
import { holderGone, Liveness } from './liveness.js';
import { MailGate } from './mail-gate.js';
import type { MailState } from './mail-state.js';
import { EmailSettled } from './mail.events.js';
import { bareAddress, senderOf } from './sender-address.js';
import { handOver, type Handover } from './smtp-handover.js';

interface MailRow {
  id: string;
  topic: string;
  subject: string;
  address: string;
  departmentId: string | null;
  visibility: 'shared' | 'vendor';
  attempts: number;
  firstAttemptAt: Date | null;
}

interface Taken extends MailRow {
  from: string;
  raw: Buffer;
}

const COLUMNS = `id, topic, subject, to_address as address, department_id as "departmentId", visibility, attempts,
  first_attempt_at as "firstAttemptAt"`;
const BATCH = 200;
const AT_ONCE = 5;
const DIED =
  'The process died while it handed this mail over. It may have arrived: ask the reader, then send it again or leave it.';

const SAID: Partial<Record<MailState, string>> = {
  sent: 'Sent the mail',
  bounced: 'The address refused the mail',
  failed: 'Could not send the mail',
  unknown: 'It is not known whether this mail arrived:',
  suppressed: 'Did not send the mail',
  held: 'Held the mail',
};

/**
 * Hands mails over. A row is `sending` and committed before the first byte leaves; what the server said is committed
 * after. A row found in `sending` without a living holder becomes `unknown` and is never sent again by itself.
 */
@Injectable()
export class MailSender {
  private readonly log = new Logger('Mail');
  private readonly inFlight = new Set<string>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
    private readonly organisation: OrganisationQueries,
    private readonly gate: MailGate,
    private readonly liveness: Liveness,
  ) {}

  /** Sends one mail if it is still due. Safe to call any number of times, from any number of processes. */
  async deliver(id: string): Promise<void> {
    const { smtpUrl } = this.config;
    await this.liveness.hold();
    this.inFlight.add(id);
    try {
      const taken = await this.unitOfWork.run(SYSTEM, (tx) => this.take(tx, id));
      if (!taken || !smtpUrl) return;
      const handover = await handOver(
        smtpUrl,
        { from: bareAddress(taken.from), to: taken.address },
        taken.raw,
      );
      await this.unitOfWork.run(SYSTEM, (tx) => this.conclude(tx, taken, handover));
    } finally {
      this.inFlight.delete(id);
    }
  }

  /** Settles what dead processes left behind, then sends whatever is due: retries, and rows whose bell was lost. */
  @Scheduled('mail.sweep', { everySeconds: 30 })
  async sweep(): Promise<void> {
    await this.settleAbandoned();
    const due = await this.unitOfWork.read(SYSTEM, (tx) =>
      tx.query<{ id: string }>(
        `select id from email_message where state = 'queued' and next_attempt_at <= $1 order by next_attempt_at limit ${BATCH}`,
        [tx.now],
      ),
    );
    for (let at = 0; at < due.length; at += AT_ONCE) {
      await Promise.all(due.slice(at, at + AT_ONCE).map(({ id }) => this.deliver(id)));
    }
  }

  private async take(tx: Tx, id: string): Promise<Taken | null> {
    const row = await tx.one<MailRow & { raw: Buffer }>(
      `select ${COLUMNS}, raw from email_message
        where id = $1 and state = 'queued' and (attempts = 0 or next_attempt_at <= $2) for update skip locked`,
      [id, tx.now],
    );
    if (!row) return null;
    const suppressed = await this.gate.suppressedBecause(tx, row.address, row.topic);
    if (suppressed) return this.settle(tx, row, 'suppressed', suppressed);
    const hold = await this.gate.holdReason(tx);
    if (hold) return this.settle(tx, row, 'held', hold);
    await tx.query(
      `update email_message set state = 'sending', holder = $2, attempts = attempts + 1,
         first_attempt_at = coalesce(first_attempt_at, $3), next_attempt_at = null where id = $1`,
      [id, this.liveness.holder, tx.now],
    );
    const from = senderOf(this.config, await this.organisation.current(tx));
    return { ...row, attempts: row.attempts + 1, firstAttemptAt: row.firstAttemptAt ?? tx.now, from };
  }

  private async conclude(tx: Tx, taken: Taken, handover: Handover): Promise<void> {
    const mine = await tx.one(
      `select 1 from email_message where id = $1 and holder = $2 and state in ('sending', 'unknown') for update`,
      [taken.id, this.liveness.holder],
    );
    if (!mine) return;
    const { reply } = handover;
    if (handover.outcome === 'accepted') await this.settle(tx, taken, 'sent', null, reply);
    else if (handover.outcome === 'unknown') {
      await this.settle(
        tx,
        taken,
        'unknown',
        `The line broke after the mail was given away. ${reply}`,
        reply,
      );
    } else if (handover.outcome === 'refused' && handover.permanent) await this.refused(tx, taken, handover);
    else await this.postpone(tx, taken, reply);
  }

  private async refused(tx: Tx, taken: Taken, handover: Handover & { outcome: 'refused' }): Promise<void> {
    await this.settle(tx, taken, handover.recipient ? 'bounced' : 'failed', handover.reply, handover.reply);
    if (!handover.recipient) return;
    const { address, id } = taken;
    await this.gate.suppress(tx, { id: newId(), address, topic: '*', reason: 'bounced', emailId: id });
  }

  private async postpone(tx: Tx, taken: Taken, reply: string): Promise<void> {
    const next = nextAttempt(taken.attempts, taken.firstAttemptAt ?? tx.now, tx.now);
    if (!next) {
      await this.settle(tx, taken, 'failed', `Given up after a day of trying. ${reply}`, reply);
      return;
    }
    await tx.query(
      `update email_message set state = 'queued', holder = null, next_attempt_at = $2, reason = $3, smtp_reply = $3 where id = $1`,
      [taken.id, next, reply],
    );
  }

  /** A mail that has left, or never will, no longer keeps the link that would let someone in. */
  private async settle(
    tx: Tx,
    row: MailRow,
    state: MailState,
    reason: string | null,
    reply: string | null = null,
  ): Promise<null> {
    const over = state === 'sent' || state === 'bounced' || state === 'suppressed';
    await tx.query(
      `update email_message set state = $2, reason = $3, smtp_reply = coalesce($4, smtp_reply), settled_at = $5,
         next_attempt_at = null, raw = case when $6 then coalesce(raw_shown, raw) else raw end,
         raw_shown = case when $6 then null else raw_shown end
       where id = $1`,
      [row.id, state, reason, reply, state === 'held' ? null : tx.now, over],
    );
    await tx.record(
      EmailSettled(
        { emailId: row.id, topic: row.topic, state },
        {
          departmentId: row.departmentId,
          visibility: state === 'sent' ? row.visibility : 'vendor',
          subject: { type: 'email', id: row.id },
          summary: `${SAID[state] ?? 'Settled the mail'} “${row.subject}”`,
        },
      ),
    );
    return null;
  }

  private async settleAbandoned(): Promise<void> {
    const holders = await this.unitOfWork.read(SYSTEM, (tx) =>
      tx.query<{ holder: string }>(`select distinct holder from email_message where state = 'sending'`),
    );
    for (const { holder } of holders) {
      await this.unitOfWork.run(SYSTEM, async (tx) => {
        const own = holder === this.liveness.holder;
        const gone =
          own || (await tx.one<{ gone: boolean }>(`select ${holderGone('$1')} as gone`, [holder]))?.gone;
        if (!gone) return;
        const rows = await tx.query<MailRow>(
          `select ${COLUMNS} from email_message where state = 'sending' and holder = $1 for update skip locked`,
          [holder],
        );
        for (const row of rows.filter(({ id }) => !own || !this.inFlight.has(id))) {
          this.log.warn(`Mail ${row.id} was being handed over when its process died.`);
          await this.settle(tx, row, 'unknown', DIED);
        }
      });
    }
  }
}
