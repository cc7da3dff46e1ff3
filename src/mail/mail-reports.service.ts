import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import { redactText } from '../platform/log.js';
import type { ReportKind } from './bounces/delivery-report.js';
import { MailGate } from './mail-gate.js';
import { MAIL_ROW, MailOutcomes, type MailRow } from './mail-outcomes.js';
import type { MailState } from './mail-state.js';
import { EmailReported } from './mail.events.js';
import type { RefusalScope } from './refusal-scope.js';

/** Something told of one of our mails. */
export interface MailReport {
  emailId: string;
  source: 'dsn' | 'ses' | 'postmark' | 'sendgrid' | 'mailgun';
  /** What the source calls it: told again under the same name, it counts once. */
  externalId: string;
  kind: ReportKind;
  status: string | null;
  text: string;
  scope: RefusalScope | null;
}

const SOURCE: Record<MailReport['source'], string> = {
  dsn: 'A mail server',
  ses: 'Amazon SES',
  postmark: 'Postmark',
  sendgrid: 'SendGrid',
  mailgun: 'Mailgun',
};

/** Takes in what is told of mails after they left: by servers that send them back, and by providers. */
@Injectable()
export class MailReportsService {
  constructor(
    private readonly gate: MailGate,
    private readonly outcomes: MailOutcomes,
  ) {}

  /**
   * Keeps the report and draws its consequences in the caller's transaction: a failure ends the mail and, by its scope,
   * the address; a complaint ends all mail to it. Told again, it changes nothing; false then.
   */
  async take(tx: Tx, report: MailReport): Promise<boolean> {
    const mail = await tx.one<MailRow & { state: MailState }>(
      `select ${MAIL_ROW}, state from email_message where id = $1 for update`,
      [report.emailId],
    );
    if (!mail) return false;
    const text = redactText(report.text).slice(0, 300);
    const isNew = await tx.one(
      `insert into mail_report (id, email_id, source, external_id, kind, status, diagnostic, scope, reported_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (email_id, source, external_id) do nothing returning id`,
      [
        newId(),
        report.emailId,
        report.source,
        report.externalId.slice(0, 500),
        report.kind,
        report.status,
        text || null,
        report.scope,
        tx.now,
      ],
    );
    if (!isNew) return false;
    await this.move(tx, mail, report, text);
    await this.suppress(tx, mail, report);
    return true;
  }

  private async move(
    tx: Tx,
    mail: MailRow & { state: MailState },
    { kind, status, scope, source }: MailReport,
    text: string,
  ): Promise<void> {
    if (!['sent', 'unknown'].includes(mail.state)) return;
    if (kind === 'failed') {
      const state = scope === 'address' || scope === 'domain' ? 'bounced' : 'failed';
      const reason = `${SOURCE[source]} sent it back. ${[status, text].filter(Boolean).join(' ')}`.trim();
      await this.outcomes.settle(tx, [{ row: mail, state, reason }]);
    } else if (mail.state === 'unknown') {
      // Whoever tells of it had it, so it did leave.
      await this.outcomes.settle(tx, [{ row: mail, state: 'sent', reason: null }]);
    }
  }

  private async suppress(tx: Tx, mail: MailRow, { kind, scope, source }: MailReport): Promise<void> {
    const { address, topic, id: emailId } = mail;
    if (kind === 'failed' && scope) await this.gate.refuse(tx, { scope, address, emailId });
    if (kind === 'complaint')
      await this.gate.suppress(tx, { address, topic: '*', reason: 'complaint', emailId });
    if (kind === 'unsubscribed')
      await this.gate.suppress(tx, { address, topic, reason: 'unsubscribed', emailId });
    if (!['failed', 'complaint', 'unsubscribed'].includes(kind)) return;
    await tx.record(
      EmailReported(
        { emailId, source, kind, scope },
        {
          visibility: 'vendor',
          subject: { type: 'email', id: emailId },
          summary: `${SOURCE[source]} ${SAID[kind] ?? 'told of the mail'} “${mail.subject}”`,
        },
      ),
    );
  }
}

const SAID: Partial<Record<ReportKind, string>> = {
  failed: 'sent back the mail',
  complaint: 'passed on a complaint about the mail',
  unsubscribed: 'passed on that a reader ends mails such as',
};
