import { Injectable } from '@nestjs/common';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import type { LocalDate } from '../platform/local-time.js';
import { RewardsQueries } from '../rewards/rewards.queries.js';
import type { Disposition } from './dispositions.js';
import type { DownloadEvent } from './download-event.js';
import type { CodeHolder } from './link-holder.js';

/** A department's codes and where they lead. */
export interface ReferralIdentity {
  alias: string;
  keyword: string;
  referralUrl: string;
  qrUrl: string;
}

/** How far a partnership is; money in cents, counts of downloads and devices. */
export interface Progress {
  qualifying: number;
  downloadsPerDevice: number;
  earned: number;
  issued: number;
  deficit: number;
  remainder: number;
  valueCents: number;
  undisclosedDays: number;
  /** Downloads that did not count, by reason. */
  disqualified: Partial<Record<Disposition, number>>;
}

export interface DownloadRow {
  id: string;
  provider: DownloadEvent['provider'];
  externalId: string;
  kind: DownloadEvent['kind'];
  alias: string | null;
  occurredAt: Date;
  receivedAt: Date;
  disposition: Disposition;
  ruleVersion: number;
  departmentId: string | null;
  partnershipId: string | null;
  termsVersionId: string | null;
  /** Number of that version of the terms. */
  termsVersion: number | null;
  matchedAlias: string | null;
  /** The local day it is counted on. */
  occurredOn: string | null;
  cause: string;
  decidedBy: string;
  decidedAt: Date;
}

const ROW = `d.id, d.provider, d.external_id "externalId", d.kind, d.alias, d.occurred_at "occurredAt", d.received_at "receivedAt",
  c.disposition, c.rule_version "ruleVersion", c.department_id "departmentId", c.partnership_id "partnershipId",
  c.terms_version_id "termsVersionId", t.version "termsVersion", c.matched_alias "matchedAlias", c.occurred_on "occurredOn",
  c.cause, c.decided_by "decidedBy", c.decided_at "decidedAt"`;
const LATEST = `join download d on d.id = s.download_id
  join download_decision c on c.download_id = s.download_id and c.seq = s.seq
  left join terms_version t on t.id = c.terms_version_id`;

/** The read side of codes, downloads and counts; row-level security decides whose. */
@Injectable()
export class ReferralsQueries {
  constructor(
    private readonly config: Config,
    private readonly partnerships: PartnershipsQueries,
    private readonly rewards: RewardsQueries,
  ) {}

  /** The department's present codes, or undefined before its first green light. */
  async identity(tx: Tx, departmentId: string): Promise<ReferralIdentity | undefined> {
    const row = await tx.one<{ alias: string; keyword: string }>(
      // Of a family, the survivor's own come first.
      `with family as (select id, at from unnest(liaison_family($1)) with ordinality as f (id, at))
       select (select a.alias from referral_alias a join family f on f.id = a.department_id where a.current order by f.at limit 1) alias,
              (select k.keyword from referral_keyword k join family f on f.id = k.department_id where k.current order by f.at limit 1) keyword`,
      [departmentId],
    );
    return row?.alias ? { ...row, ...this.addresses(row.alias) } : undefined;
  }

  /** Where a link and its QR image are served. */
  addresses(alias: string): { referralUrl: string; qrUrl: string } {
    const referralUrl = `${this.config.publicUrl}/r/${alias}`;
    return { referralUrl, qrUrl: `${referralUrl}/qr.svg` };
  }

  /** How far a partnership is, or undefined when the reader may not see it. */
  async progress(tx: Tx, partnershipId: string): Promise<Progress | undefined> {
    const facts = await this.partnerships.facts(tx, partnershipId);
    if (!facts) return undefined;
    const counts = await this.counts(tx, partnershipId);
    const { qualifying = 0, ...disqualified } = counts;
    const { earned, issued, deficit, remainder, valueCents } = await this.rewards.summary(tx, partnershipId);
    return {
      qualifying,
      downloadsPerDevice: facts.terms.downloadsPerDevice,
      earned,
      issued,
      deficit,
      remainder,
      valueCents,
      undisclosedDays: facts.undisclosedDays,
      disqualified,
    };
  }

  /** Downloads of a partnership by disposition; only those there are. */
  async counts(tx: Tx, partnershipId: string): Promise<Partial<Record<Disposition, number>>> {
    const rows = await tx.query<{ disposition: Disposition; count: number }>(
      `select disposition, sum(count)::bigint count from partnership_count where partnership_id = $1 and count > 0
        group by disposition order by disposition`,
      [partnershipId],
    );
    return Object.fromEntries(rows.map((row) => [row.disposition, row.count]));
  }

  /** A page of downloads with their standing decision, the latest first; `after` is time and id of the last row seen. */
  downloads(
    tx: Tx,
    filter: { partnershipId?: string; disposition?: string },
    after: readonly unknown[] | null,
    limit: number,
  ): Promise<DownloadRow[]> {
    const where: string[] = [];
    const params: unknown[] = [];
    const add = (condition: string, ...values: unknown[]): void => {
      where.push(condition.replace(/\?/g, () => `$${params.push(values.shift())}`));
    };
    // Conditions are left out rather than made optional, so that each list runs along its own index.
    if (filter.partnershipId) add('s.partnership_id = ?', filter.partnershipId);
    if (filter.disposition) add('s.disposition = ?', filter.disposition);
    if (after) add('(s.occurred_at, s.download_id) < (?::timestamptz, ?::uuid)', after[0], after[1]);
    return tx.query(
      `select ${ROW} from download_standing s ${LATEST} ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
        order by s.occurred_at desc, s.download_id desc limit ${Math.trunc(limit)}`,
      params,
    );
  }

  /** One download with its standing decision. */
  download(tx: Tx, id: string): Promise<DownloadRow | undefined> {
    return tx.one<DownloadRow>(`select ${ROW} from download_standing s ${LATEST} where s.download_id = $1`, [
      id,
    ]);
  }

  /** Every decision there ever was about a download, the first first. */
  decisions(
    tx: Tx,
    downloadId: string,
  ): Promise<Omit<DownloadRow, 'id' | 'provider' | 'externalId' | 'kind' | 'termsVersion'>[]> {
    return tx.query(
      `select c.seq, c.disposition, c.rule_version "ruleVersion", c.partnership_id "partnershipId", c.terms_version_id "termsVersionId",
              c.matched_alias "matchedAlias", c.occurred_on "occurredOn", c.cause, c.decided_by "decidedBy", c.decided_at "decidedAt"
         from download_decision c where c.download_id = $1 order by c.seq`,
      [downloadId],
    );
  }

  /** Whose a link is; undefined for one nobody holds, and before the first green light. */
  linkHolder(tx: Tx, alias: string): Promise<CodeHolder | undefined> {
    return this.holder(tx, 'alias', alias);
  }

  /** Whose a keyword is, in the same way. */
  keywordHolder(tx: Tx, keyword: string): Promise<CodeHolder | undefined> {
    return this.holder(tx, 'keyword', keyword);
  }

  /** Visits of a department's links, and texts of its keywords, on the days from `since` on. */
  async reach(tx: Tx, departmentId: string, since: LocalDate): Promise<{ clicks: number; texts: number }> {
    const row = await tx.one<{ clicks: number; texts: number }>(
      // By code, because that is how the days are found.
      `with family as (select unnest(liaison_family($1)) as id)
       select (select coalesce(sum(l.clicks), 0)::bigint from referral_alias a join link_click_day l on l.alias = a.alias
                where a.department_id in (select id from family) and l.day >= $2) clicks,
              (select coalesce(sum(t.texts), 0)::bigint from referral_keyword k join keyword_text_day t on t.keyword = k.keyword
                where k.department_id in (select id from family) and t.day >= $2) texts`,
      [departmentId, since],
    );
    return row ?? { clicks: 0, texts: 0 };
  }

  private async holder(tx: Tx, code: 'alias' | 'keyword', value: string): Promise<CodeHolder | undefined> {
    const holder = await tx.one<{ departmentId: string; slug: string }>(
      `select c.department_id "departmentId", s.slug from referral_${code} c
         join department o on o.id = c.department_id
         join department_slug s on s.department_id = coalesce(o.merged_into_id, o.id) and s.current where c.${code} = $1`,
      [value],
    );
    if (!holder) return undefined;
    const windows = await this.partnerships.windows(tx, [holder.departmentId]);
    const timeZone = windows[0]?.timeZone;
    if (!timeZone) return undefined;
    const lastDays = windows.map((window) => window.endedOn ?? window.endsOn).sort();
    return { ...holder, timeZone, lastDay: lastDays.at(-1)! };
  }
}
