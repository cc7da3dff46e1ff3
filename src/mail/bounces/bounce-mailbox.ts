import { createHash } from 'node:crypto';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import { SecretKey } from '../../platform/secret-key.js';
import { BOUNCE_PREFIX, emailOfBounce } from '../bounce-address.js';
import { InboundMailService, type Mailbox, type MailboxOwner } from '../inbound/inbound-mail.service.js';
import { MailReportsService } from '../mail-reports.service.js';
import { readDeliveryReport } from './delivery-report.js';

const MAILBOX = 'email/';

/**
 * The return addresses of our mails: what comes to one is about the mail it names. Of a report its kind, code and words
 * are kept, of anything else (absence notes) nothing: a report may carry the whole mail, with a link that lets someone in.
 */
@Injectable()
export class BounceMailbox implements MailboxOwner, OnModuleInit {
  private readonly log = new Logger('Bounces');

  constructor(
    private readonly inbound: InboundMailService,
    private readonly key: SecretKey,
    private readonly reports: MailReportsService,
  ) {}

  onModuleInit(): void {
    this.inbound.register(BOUNCE_PREFIX, this);
  }

  async find(tx: Tx, token: string): Promise<Mailbox | undefined> {
    const id = emailOfBounce(this.key, token);
    const mail = id && (await tx.one('select 1 from email_message where id = $1', [id]));
    return mail ? { key: `${MAILBOX}${id}`, departmentId: null } : undefined;
  }

  async read(raw: Buffer, envelopeFrom: string): Promise<(tx: Tx, mailbox: Mailbox) => Promise<void>> {
    const report = await readDeliveryReport(raw, envelopeFrom);
    return async (tx, mailbox) => {
      const emailId = mailbox.key.slice(MAILBOX.length);
      if (!report) {
        this.log.debug(`What came to the return address of mail ${emailId} is no report.`);
        return;
      }
      const { kind, status, text, scope } = report;
      const externalId = report.reportId ?? createHash('sha256').update(raw).digest('hex');
      await this.reports.take(tx, { emailId, source: 'dsn', externalId, kind, status, text, scope });
    };
  }
}
