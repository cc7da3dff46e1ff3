import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  InboundMailService,
  type Mailbox,
  type MailboxOwner,
} from '../../mail/inbound/inbound-mail.service.js';
import type { FiledMail } from '../../mail/inbound/inbound-mail.service.js';
import type { Tx } from '../../platform/database/tx.js';
import { PitchReplies } from './pitch-replies.js';

const PREFIX = 'reply';
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * The reply address of each pitch: `reply+<token>@domain`, 160 random bits in letters that survive a mail server which
 * lowers them. Made with the first mail that goes out; it stays the pitch's for ever.
 */
@Injectable()
export class PitchMailbox implements MailboxOwner, OnModuleInit {
  constructor(
    private readonly inbound: InboundMailService,
    private readonly replies: PitchReplies,
  ) {}

  onModuleInit(): void {
    this.inbound.register(PREFIX, this);
  }

  async find(tx: Tx, token: string): Promise<Mailbox | undefined> {
    const row = await tx.one<{ pitchId: string; departmentId: string }>(
      'select pitch_id as "pitchId", department_id as "departmentId" from pitch_mailbox where token = $1',
      [token],
    );
    return row && { key: mailboxKey(row.pitchId), departmentId: row.departmentId };
  }

  file(tx: Tx, mailbox: Mailbox, mail: FiledMail): Promise<void> {
    return this.replies.file(tx, mailbox.key.slice(mailboxKey('').length), mail);
  }

  /** The Reply-To of a pitch's mails, where incoming mail is set up; the address is made when there is none yet. */
  async replyTo(
    tx: Tx,
    pitch: { id: string; departmentId: string },
    name: string,
  ): Promise<{ replyTo?: { name: string; email: string } }> {
    if (!this.inbound.addressOf(PREFIX, '')) return {};
    await tx.query(
      `insert into pitch_mailbox (pitch_id, department_id, token, created_at) values ($1, $2, $3, $4)
       on conflict (pitch_id) do nothing`,
      [pitch.id, pitch.departmentId, newToken(), tx.now],
    );
    const email = await this.known(tx, pitch.id);
    return email ? { replyTo: { name, email } } : {};
  }

  /** The reply address a pitch has; null while nothing was sent, or where incoming mail is not set up. */
  async known(tx: Tx, pitchId: string): Promise<string | null> {
    const row = await tx.one<{ token: string }>('select token from pitch_mailbox where pitch_id = $1', [
      pitchId,
    ]);
    return row ? this.inbound.addressOf(PREFIX, row.token) : null;
  }
}

/** How the mail room names a pitch's mailbox. */
export function mailboxKey(pitchId: string): string {
  return `pitch/${pitchId}`;
}

function newToken(): string {
  return [...randomBytes(32)].map((byte) => ALPHABET[byte % 32]).join('');
}
