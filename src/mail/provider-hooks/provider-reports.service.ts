import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { type MailReport, MailReportsService } from '../mail-reports.service.js';
import { hookReplayed } from '../mail.errors.js';
import type { Told } from './told.js';

const DAY_MS = 86_400_000;
/** An event without our Message-ID is about the last mail to its address, if that is not older than this. */
const MEANT_DAYS = 30;

/** Takes in what providers tell, once it is known to be theirs. Nothing of their bodies is kept but what is read. */
@Injectable()
export class ProviderReportsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reports: MailReportsService,
  ) {}

  /**
   * Files what is told under the mails it is about, in one transaction; what is about none of ours is passed over.
   * `once` is a token that counts only one time: throws `replayed` (409) when it was seen.
   */
  async take(source: MailReport['source'], told: readonly Told[], once?: string): Promise<number> {
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      if (once !== undefined) await this.useUp(tx, `${source}:${once}`);
      const found: MailReport[] = [];
      for (const one of told) {
        const emailId = await this.mailOf(tx, one);
        if (emailId) found.push({ ...one, emailId, source });
      }
      // In one order, so that two calls about the same mails cannot wait for each other.
      found.sort((a, b) => (a.emailId < b.emailId ? -1 : 1));
      let taken = 0;
      for (const report of found) if (await this.reports.take(tx, report)) taken += 1;
      return taken;
    });
  }

  private async mailOf(tx: Tx, { messageId, address }: Told): Promise<string | null> {
    const named =
      messageId &&
      (await tx.one<{ id: string }>('select id from email_message where message_id = $1', [messageId]));
    if (named) return named.id;
    if (!address) return null;
    const last = await tx.one<{ id: string }>(
      `select id from email_message where lower(to_address) = lower($1) and created_at > $2 and attempts > 0
        order by created_at desc, id desc limit 1`,
      [address, new Date(tx.now.getTime() - MEANT_DAYS * DAY_MS)],
    );
    return last?.id ?? null;
  }

  private async useUp(tx: Tx, token: string): Promise<void> {
    await tx.query('delete from mail_hook_token where seen_at < $1', [
      new Date(tx.now.getTime() - 3 * DAY_MS),
    ]);
    const fresh = await tx.one(
      'insert into mail_hook_token (token_hash, seen_at) values ($1, $2) on conflict do nothing returning 1',
      [createHash('sha256').update(token).digest('hex'), tx.now],
    );
    if (!fresh) throw hookReplayed();
  }
}
