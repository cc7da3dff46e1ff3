import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { available, type Bucket, type Rate, refilled, tokenAt } from './token-bucket.js';

/** What may go now, and when the rest may be asked for again. */
export interface Leave {
  go: Set<string>;
  /** Mails whose domain has had enough for now: each with the time of its own turn. */
  later: Map<string, Date>;
  /** When the server takes the next mail, where it has had enough for now; those that wait for it are in neither list. */
  serverAt: Date | null;
}

interface Row {
  key: string;
  tokens: number;
  countedAt: Date;
}

const SERVER = 'server';

/**
 * How fast mail leaves: a token bucket for the mail server and one for each domain written to. They stand in Postgres and
 * are locked while tokens are taken, so that all workers together keep to the rates.
 */
@Injectable()
export class MailPace {
  private readonly server: Rate | null;
  private readonly domain: Rate | null;

  constructor({ smtp }: Config) {
    // A second's worth may leave at once, and of a domain ten seconds' worth.
    this.server = smtp.perSecond ? { perSecond: smtp.perSecond, burst: smtp.perSecond } : null;
    this.domain = smtp.perDomainMinute
      ? { perSecond: smtp.perDomainMinute / 60, burst: Math.max(1, Math.floor(smtp.perDomainMinute / 6)) }
      : null;
  }

  /** Takes tokens for as many of these mails as may go. Without rates all may, and nothing is written. */
  async leave(tx: Tx, mails: readonly { id: string; address: string }[]): Promise<Leave> {
    const leave: Leave = { go: new Set(), later: new Map(), serverAt: null };
    if (!this.server && !this.domain) {
      for (const { id } of mails) leave.go.add(id);
      return leave;
    }
    const buckets = await this.read(tx, mails);
    const asked = new Map<string, number>();
    for (const { id, address } of mails) {
      const domain = domainOf(address);
      const ofDomain = this.domain ? buckets.get(domain)! : null;
      const ofServer = this.server ? buckets.get(SERVER)! : null;
      if (ofDomain && available(ofDomain) < 1) {
        const nth = (asked.get(domain) ?? 0) + 1;
        asked.set(domain, nth);
        leave.later.set(id, tokenAt(ofDomain, this.domain!, nth));
      } else if (ofServer && available(ofServer) < 1) {
        leave.serverAt ??= tokenAt(ofServer, this.server!, 1);
      } else {
        if (ofDomain) ofDomain.tokens -= 1;
        if (ofServer) ofServer.tokens -= 1;
        leave.go.add(id);
      }
    }
    await this.write(tx, buckets);
    return leave;
  }

  /** The buckets of these mails as they stand now, locked in one order so that two workers cannot wait for each other. */
  private async read(tx: Tx, mails: readonly { address: string }[]): Promise<Map<string, Bucket>> {
    const domains = this.domain ? mails.map(({ address }) => domainOf(address)) : [];
    const keys = [...new Set(this.server ? [SERVER, ...domains] : domains)].sort();
    await tx.query(
      `insert into mail_pace (key, tokens, counted_at)
         select key, tokens, $3::timestamptz from unnest($1::text[], $2::float8[]) as n (key, tokens) order by key on conflict do nothing`,
      [keys, keys.map((key) => this.rateOf(key).burst), tx.now],
    );
    const rows = await tx.query<Row>(
      `select key, tokens, counted_at as "countedAt" from mail_pace where key = any($1) order by key for update`,
      [keys],
    );
    return new Map(rows.map(({ key, ...bucket }) => [key, refilled(bucket, this.rateOf(key), tx.now)]));
  }

  private async write(tx: Tx, buckets: Map<string, Bucket>): Promise<void> {
    await tx.query(
      `update mail_pace p set tokens = n.tokens, counted_at = $3
         from unnest($1::text[], $2::float8[]) as n (key, tokens) where p.key = n.key`,
      [[...buckets.keys()], [...buckets.values()].map(({ tokens }) => tokens), tx.now],
    );
  }

  private rateOf(key: string): Rate {
    return key === SERVER ? this.server! : this.domain!;
  }
}

/** The domain of an address, in small letters, behind an @ so that none is called like the server's bucket. */
function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@')).toLowerCase();
}
