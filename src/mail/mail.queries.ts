import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import type { MailState } from './mail-state.js';
import { inForce } from './suppressions/suppressed.js';

/** One line of the mail log. */
export interface MailLine {
  id: string;
  topic: string;
  template: string;
  toName: string;
  toAddress: string;
  subject: string;
  state: MailState;
  reason: string | null;
  departmentId: string | null;
  departmentName: string | null;
  visibility: 'shared' | 'vendor';
  attempts: number;
  createdAt: Date;
  nextAttemptAt: Date | null;
  settledAt: Date | null;
}

/** One mail as it reads; links that let someone in are left out. */
export interface MailShown extends MailLine {
  messageId: string;
  smtpReply: string | null;
  text: string;
  html: string;
}

/** One step in a mail's life; `note` is who took it, when that was a person. */
export interface MailMoment {
  at: Date;
  state: MailState;
  note: string | null;
}

/** Something heard of a mail after it left; `scope` is what a failure says no to. */
export interface MailReportLine {
  at: Date;
  source: 'dsn' | 'ses' | 'postmark' | 'sendgrid' | 'mailgun';
  kind: string;
  status: string | null;
  diagnostic: string | null;
  scope: string | null;
}

export interface MailFilter {
  state?: MailState | null;
  topic?: string | null;
  /** Words of the subject, the name or the address. */
  q?: string | null;
  departmentId?: string | null;
}

const LINE = `m.id, m.topic, m.template, m.to_name as "toName", m.to_address as "toAddress", m.subject, m.state, m.reason,
  d.id as "departmentId", d.name as "departmentName", m.visibility, m.attempts, m.created_at as "createdAt",
  m.next_attempt_at as "nextAttemptAt", m.settled_at as "settledAt"`;
// Of a merged department, the survivor.
const FROM = `email_message m left join department entry on entry.id = m.department_id
  left join department d on d.id = coalesce(entry.merged_into_id, entry.id)`;

/** Questions about mail. All of it is the vendor's. */
@Injectable()
export class MailQueries {
  /** Newest first; one more than `limit` when there are more. `after` is the key of the last line before. */
  list(tx: Tx, filter: MailFilter, limit: number, after: [string, string] | null): Promise<MailLine[]> {
    return tx.query<MailLine>(
      `select ${LINE} from ${FROM}
        where ($1::text is null or m.state = $1) and ($2::text is null or m.topic = $2)
          and ($3::uuid is null or m.department_id = any ((select liaison_family($3))::uuid[]))
          and ($4::text is null or m.subject ilike $4 or m.to_address ilike $4 or m.to_name ilike $4)
          and ($5::timestamptz is null or (m.created_at, m.id) < ($5, $6::uuid))
        order by m.created_at desc, m.id desc limit $7`,
      [
        filter.state ?? null,
        filter.topic ?? null,
        filter.departmentId ?? null,
        filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      ],
    );
  }

  one(tx: Tx, id: string): Promise<MailShown | undefined> {
    return tx.one<MailShown>(
      `select ${LINE}, m.message_id as "messageId", m.smtp_reply as "smtpReply", m.text_body as text, m.html_body as html
         from ${FROM} where m.id = $1`,
      [id],
    );
  }

  /** The raw message as it left, with its signature; where it carries a link that lets someone in, without that link. */
  async raw(tx: Tx, id: string): Promise<Buffer | undefined> {
    const row = await tx.one<{ raw: Buffer }>(
      `select case when dkim_signature is null then coalesce(raw_shown, raw) else convert_to(dkim_signature, 'UTF8') || raw end as raw
         from email_message where id = $1`,
      [id],
    );
    return row?.raw;
  }

  /** How many mails stand in each state. */
  async counts(tx: Tx): Promise<Partial<Record<MailState, number>>> {
    const rows = await tx.query<{ state: MailState; count: number }>(
      'select state, count(*) as count from email_message group by state',
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
  }

  /** The topics mails were written about; skips from one to the next, so that a long log costs nothing. */
  async topics(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ topic: string }>(
      `with recursive topics as (
         (select topic from email_message order by topic limit 1)
         union all
         select (select m.topic from email_message m where m.topic > t.topic order by m.topic limit 1) from topics t where t.topic is not null)
       select topic from topics where topic is not null`,
    );
    return rows.map(({ topic }) => topic);
  }

  /** What happened to one mail, oldest first. */
  history(tx: Tx, id: string): Promise<MailMoment[]> {
    return tx.query<MailMoment>(
      `select recorded_at as at, coalesce(payload->>'state', 'queued') as state,
              case when actor_kind = 'system' then null else actor_name end as note
         from domain_event where subject_type = 'email' and subject_id = $1 and type in ('email.queued', 'email.settled')
        order by seq`,
      [id],
    );
  }

  /** What was heard of one mail after it left, oldest first. */
  reports(tx: Tx, id: string): Promise<MailReportLine[]> {
    return tx.query<MailReportLine>(
      `select source, kind, status, diagnostic, scope, reported_at as at from mail_report
        where email_id = $1 order by reported_at, id limit 50`,
      [id],
    );
  }

  /** How many mails wait for a person. */
  async waiting(tx: Tx): Promise<number> {
    const row = await tx.one<{ count: number }>(
      `select count(*) as count from email_message where state in ('unknown', 'failed')`,
    );
    return Number(row?.count ?? 0);
  }

  /** Whether an address gets nothing of a topic. */
  async isSuppressed(tx: Tx, address: string, topic: string): Promise<boolean> {
    return tx.asApp('the list of suppressed addresses is the vendor’s', async () => {
      const row = await tx.one(
        `select 1 from (select $1::text as address, $2::text as topic) a join suppression s on ${inForce('$3')} limit 1`,
        [address, topic, tx.now],
      );
      return row !== undefined;
    });
  }

  /** The state of the mail that was written under an idempotency key. */
  async stateOf(tx: Tx, idempotencyKey: string): Promise<{ id: string; state: MailState } | undefined> {
    return tx.asApp('the mail log is the vendor’s', () =>
      tx.one<{ id: string; state: MailState }>(
        'select id, state from email_message where idempotency_key = $1',
        [idempotencyKey],
      ),
    );
  }
}
