import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import type { HoldReason } from './mail-state.js';
import type { RefusalScope } from './refusal-scope.js';
import { inForce } from './suppressions/suppressed.js';

/** How long a domain that takes no mail is left alone: it may be a fault somebody mends. */
const DOMAIN_DAYS = 7;

/** Why an address gets no mail of a topic. */
export type SuppressionReason = 'unsubscribed' | 'bounced' | 'complaint' | 'by_hand';

interface Addressed {
  id: string;
  address: string;
  topic: string;
}

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
    const id = newId();
    return (await this.suppressedAmong(tx, [{ id, address, topic }])).get(id) ?? null;
  }

  /** Those of the mails whose address gets nothing of their topic, with the reason, by id. */
  async suppressedAmong(tx: Tx, mails: readonly Addressed[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; reason: string }>(
      `select distinct on (a.id) a.id, s.reason from unnest($1::uuid[], $2::text[], $3::text[]) as a (id, address, topic)
         join suppression s on ${inForce('$4')} order by a.id, s.created_at`,
      [
        mails.map(({ id }) => id),
        mails.map(({ address }) => address),
        mails.map(({ topic }) => topic),
        tx.now,
      ],
    );
    return new Map(rows.map(({ id, reason }) => [id, reason]));
  }

  /**
   * Ends mails of a topic (`*`: all) to an address. Repeating it changes nothing; true when it was new. What a reader says stands
   * over a bounce, which somebody else might lift.
   */
  async suppress(
    tx: Tx,
    entry: { address: string; topic: string; reason: SuppressionReason; emailId: string; endsAt?: Date },
  ): Promise<boolean> {
    const { address, topic, reason, emailId, endsAt = null } = entry;
    const rows = await tx.query<{ isNew: boolean }>(
      `insert into suppression (id, address, topic, reason, email_id, created_at, ends_at)
       values ($1, lower($2), $3, $4, $5, $6, $7)
       on conflict (address, topic) where ended_at is null
         do update set ends_at = excluded.ends_at, reason = excluded.reason, email_id = excluded.email_id
         where suppression.ends_at is not null
            or suppression.reason in ('bounced', 'by_hand') and excluded.reason in ('unsubscribed', 'complaint')
       returning xmax = 0 as "isNew"`,
      [newId(), address, topic, reason, emailId, tx.now, endsAt],
    );
    const said = reason === 'unsubscribed' || reason === 'complaint';
    return rows[0] ? rows[0].isNew || said : false;
  }

  /** Draws the consequence of a refusal for good: by its scope none, the address, or for a week the whole domain. */
  async refuse(
    tx: Tx,
    { scope, address, emailId }: { scope: RefusalScope; address: string; emailId: string },
  ): Promise<void> {
    if (scope === 'address') await this.suppress(tx, { address, topic: '*', reason: 'bounced', emailId });
    if (scope !== 'domain') return;
    const endsAt = new Date(tx.now.getTime() + DOMAIN_DAYS * 86_400_000);
    const domain = address.slice(address.lastIndexOf('@'));
    await this.suppress(tx, { address: domain, topic: '*', reason: 'bounced', emailId, endsAt });
  }
}
