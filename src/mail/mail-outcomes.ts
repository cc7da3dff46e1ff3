import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { EmailSettled } from './mail.events.js';
import type { MailState } from './mail-state.js';

/** What is known of a mail while it is on its way. */
export interface MailRow {
  id: string;
  topic: string;
  subject: string;
  address: string;
  departmentId: string | null;
  visibility: 'shared' | 'vendor';
  attempts: number;
  firstAttemptAt: Date | null;
}

/** The columns of a MailRow. */
export const MAIL_ROW = `id, topic, subject, to_address as address, department_id as "departmentId", visibility, attempts,
  first_attempt_at as "firstAttemptAt"`;

/** Where a mail has come to. */
export interface Settlement {
  row: MailRow;
  state: MailState;
  reason: string | null;
  /** What the server said last; left out: what it said before stands. */
  reply?: string | null;
  /** The signature it left under. */
  dkim?: string | null;
}

/** A mail that is tried again. */
export interface Postponement {
  id: string;
  at: Date;
  reply: string;
}

const SAID: Partial<Record<MailState, string>> = {
  sent: 'Sent the mail',
  bounced: 'The address refused the mail',
  failed: 'Could not send the mail',
  unknown: 'It is not known whether this mail arrived:',
  suppressed: 'Did not send the mail',
  held: 'Held the mail',
};

/** Writes down what became of mails, many at once. */
@Injectable()
export class MailOutcomes {
  /** A mail that has left, or never will, no longer keeps the link that would let someone in. */
  async settle(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
    if (settlements.length === 0) return;
    await tx.query(
      `update email_message m set state = s.state, reason = s.reason, smtp_reply = coalesce(s.reply, m.smtp_reply),
         settled_at = case when s.state = 'held' then null else $6::timestamptz end, next_attempt_at = null,
         dkim_signature = case when m.raw_shown is null then coalesce(s.dkim, m.dkim_signature) end,
         raw = case when s.state in ('sent', 'bounced', 'suppressed') then coalesce(m.raw_shown, m.raw) else m.raw end,
         raw_shown = case when s.state in ('sent', 'bounced', 'suppressed') then null else m.raw_shown end
       from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) as s (id, state, reason, reply, dkim)
       where m.id = s.id`,
      [
        settlements.map(({ row }) => row.id),
        settlements.map(({ state }) => state),
        settlements.map(({ reason }) => reason),
        settlements.map(({ reply }) => reply ?? null),
        settlements.map(({ dkim }) => dkim ?? null),
        tx.now,
      ],
    );
    await tx.recordAll(settlements.map(({ row, state }) => settled(row, state)));
  }

  /** Puts mails back into the queue for a later attempt. */
  async postpone(tx: Tx, postponements: readonly Postponement[]): Promise<void> {
    if (postponements.length === 0) return;
    await tx.query(
      `update email_message m set state = 'queued', holder = null, next_attempt_at = p.at, reason = p.reply, smtp_reply = p.reply
         from unnest($1::uuid[], $2::timestamptz[], $3::text[]) as p (id, at, reply) where m.id = p.id`,
      [
        postponements.map(({ id }) => id),
        postponements.map(({ at }) => at),
        postponements.map(({ reply }) => reply),
      ],
    );
  }
}

function settled(row: MailRow, state: MailState) {
  return EmailSettled(
    { emailId: row.id, topic: row.topic, state },
    {
      departmentId: row.departmentId,
      visibility: state === 'sent' ? row.visibility : 'vendor',
      subject: { type: 'email', id: row.id },
      summary: `${SAID[state] ?? 'Settled the mail'} “${row.subject}”`,
    },
  );
}
