import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import type { HoldReason } from './mail-state.js';

/** Says whether mail may leave the house at all, and whether one address still wants it. */
@Injectable()
export class MailGate {
  constructor(
    private readonly config: Config,
    private readonly organisation: OrganisationQueries,
  ) {}

  /** Why nothing may leave now, or null when mail may. The demo comes first: it never sends, whatever is set up. */
  async holdReason(tx: Tx): Promise<HoldReason | null> {
    const installation = await tx.one<{ demo: boolean; mailHeld: boolean }>(
      'select demo, mail_held as "mailHeld" from installation',
    );
    if (installation?.demo) return 'demo';
    if (installation?.mailHeld) return 'restored';
    if (!this.config.smtpUrl) return 'no_smtp';
    return (await this.organisation.current(tx)).isPlaceholder ? 'placeholder' : null;
  }

  /** Why an address gets nothing of a topic, or null. */
  async suppressedBecause(tx: Tx, address: string, topic: string): Promise<string | null> {
    const row = await tx.one<{ reason: string }>(
      `select reason from suppression where address = lower($1) and topic in ($2, '*') and ended_at is null limit 1`,
      [address, topic],
    );
    return row?.reason ?? null;
  }

  /** Ends mails of a topic (`*`: all) to an address. Repeating it changes nothing; true when it was new. */
  async suppress(
    tx: Tx,
    entry: { address: string; topic: string; reason: string; emailId: string; id: string },
  ): Promise<boolean> {
    const rows = await tx.query(
      `insert into suppression (id, address, topic, reason, email_id, created_at)
       values ($1, lower($2), $3, $4, $5, $6)
       on conflict (address, topic) where ended_at is null do nothing returning id`,
      [entry.id, entry.address, entry.topic, entry.reason, entry.emailId, tx.now],
    );
    return rows.length > 0;
  }
}
