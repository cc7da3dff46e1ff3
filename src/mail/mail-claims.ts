import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { SecretKey } from '../platform/secret-key.js';
import { BOUNCE_PREFIX, bounceToken } from './bounce-address.js';
import { Liveness } from './liveness.js';
import { MailGate } from './mail-gate.js';
import { MAIL_ROW, MailOutcomes, type MailRow, type Settlement } from './mail-outcomes.js';
import { MailPace } from './mail-pace.js';
import { bareAddress, senderOf } from './sender-address.js';

/** A mail this process may hand over. */
export interface Taken extends MailRow {
  /** The return path: an address of the mail's own, where bounces can come in. */
  returnPath: string;
  /** The domain of the sender's address. */
  senderDomain: string;
  raw: Buffer;
}

/** What came of asking for mails. */
export interface Claim {
  taken: Taken[];
  /** When the next may go, where the server's rate holds some back. */
  serverAt: Date | null;
}

/** Takes mails out of the queue for this process; whatever may not leave is settled instead. */
@Injectable()
export class MailClaims {
  constructor(
    private readonly config: Config,
    private readonly key: SecretKey,
    private readonly organisation: OrganisationQueries,
    private readonly gate: MailGate,
    private readonly pace: MailPace,
    private readonly liveness: Liveness,
    private readonly outcomes: MailOutcomes,
  ) {}

  /**
   * Takes those of the mails that are due and nobody else has in hand, and marks them `sending` under this process's
   * sign of life. What an address or the house forbids is settled; what goes too fast stays in the queue.
   */
  async take(tx: Tx, ids: readonly string[]): Promise<Claim> {
    const rows = await tx.query<MailRow & { raw: Buffer }>(
      `select ${MAIL_ROW}, raw from email_message
        where id = any($1) and state = 'queued' and (attempts = 0 or next_attempt_at <= $2)
        order by next_attempt_at, id for update skip locked`,
      [ids, tx.now],
    );
    if (rows.length === 0) return { taken: [], serverAt: null };
    const suppressed = await this.gate.suppressedAmong(tx, rows);
    const hold = await this.gate.holdReason(tx);
    const barred = rows.flatMap((row): Settlement[] => {
      const why = suppressed.get(row.id);
      if (why) return [{ row, state: 'suppressed', reason: why }];
      return hold ? [{ row, state: 'held', reason: hold }] : [];
    });
    await this.outcomes.settle(tx, barred);
    const free = rows.filter((row) => !barred.some((one) => one.row === row));
    if (free.length === 0) return { taken: [], serverAt: null };
    const { go, later, serverAt } = await this.pace.leave(tx, free);
    await this.putOff(tx, later);
    return {
      taken: await this.mark(
        tx,
        free.filter(({ id }) => go.has(id)),
      ),
      serverAt,
    };
  }

  private async mark(tx: Tx, rows: (MailRow & { raw: Buffer })[]): Promise<Taken[]> {
    if (rows.length === 0) return [];
    await tx.query(
      `update email_message set state = 'sending', holder = $2, attempts = attempts + 1,
         first_attempt_at = coalesce(first_attempt_at, $3), next_attempt_at = null where id = any($1)`,
      [rows.map(({ id }) => id), this.liveness.holder, tx.now],
    );
    const from = bareAddress(senderOf(this.config, await this.organisation.current(tx)));
    const domain = this.config.bounceAddresses ? this.config.inboundMailDomain : null;
    return rows.map((row) => ({
      ...row,
      attempts: row.attempts + 1,
      firstAttemptAt: row.firstAttemptAt ?? tx.now,
      returnPath: domain ? `${BOUNCE_PREFIX}+${bounceToken(this.key, row.id)}@${domain}` : from,
      senderDomain: from.slice(from.lastIndexOf('@') + 1).toLowerCase(),
    }));
  }

  private async putOff(tx: Tx, later: Map<string, Date>): Promise<void> {
    if (later.size === 0) return;
    await tx.query(
      `update email_message m set next_attempt_at = l.at from unnest($1::uuid[], $2::timestamptz[]) as l (id, at) where m.id = l.id`,
      [[...later.keys()], [...later.values()]],
    );
  }
}
