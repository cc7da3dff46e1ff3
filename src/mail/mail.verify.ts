import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { VerifyCheck } from '../platform/verify/verify-check.js';

/** What has to hold for the mail log, whatever happened. */
@Injectable()
export class MailVerify {
  @VerifyCheck('mail')
  async *check(tx: Tx): AsyncGenerator<string> {
    const settled = await tx.query<{ id: string; state: string }>(
      `select id, state from email_message
        where (state in ('sent', 'bounced', 'suppressed', 'failed', 'unknown')) <> (settled_at is not null)
           or (state in ('sent', 'bounced') and attempts = 0) limit 20`,
    );
    for (const { id, state } of settled)
      yield `Mail ${id} is ${state}, but its times and attempts do not say so.`;
    const kept = await tx.query<{ id: string }>(
      `select id from email_message where state = 'sent' and raw_shown is not null limit 20`,
    );
    for (const { id } of kept) yield `Mail ${id} was sent and still keeps a link that lets someone in.`;
  }
}
