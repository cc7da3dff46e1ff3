import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { type PublicRelease, ReleasesQueries } from '../content/releases.queries.js';
import { type PartnershipFacts, PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { localDate } from '../platform/local-time.js';
import { type Progress, type ReferralIdentity, ReferralsQueries } from '../referrals/referrals.queries.js';
import { PublicListQueries, type PublicRow } from './public-list.queries.js';

/** A device as the public sees it. Days are the department's; money is in cents. */
export interface PublicDevice {
  id: string;
  ordinal: number;
  state: string;
  earnedOn: string;
  offeredOn: string | null;
  acceptedOn: string | null;
  authority: string | null;
  resolutionNumber: string | null;
  shippedOn: string | null;
  receivedOn: string | null;
  returnedOn: string | null;
  refusedOn: string | null;
  /** What the department says became of the device it has, and on which day. */
  disposition: string | null;
  disposedOn: string | null;
  /** Days on which a defective one came back and was to be replaced, first to last. */
  exchangedOn: string[];
  fmvCents: number;
}

/** A discount or a subsidy as the public sees it. Days are the department's; money is in cents. */
export interface PublicAllowance {
  id: string;
  number: number;
  kind: string;
  state: string;
  unitCents: number | null;
  matchPercent: number | null;
  units: number;
  capCents: number;
  startsOn: string | null;
  endsOn: string | null;
  offeredOn: string;
  acceptedOn: string | null;
  authority: string | null;
  resolutionNumber: string | null;
  activeOn: string | null;
  refusedOn: string | null;
  closedOn: string | null;
  usedUnits: number;
  usedCents: number;
}

/** Everything anyone may know of one department's partnership. */
export interface PublicRecord {
  department: PartnershipFacts['department'];
  row: PublicRow;
  earlier: PublicRow[];
  facts: PartnershipFacts;
  pitchedOn: string | null;
  agreement: { sha256: string; signedOn: string; endsOn: string } | null;
  codes: ReferralIdentity | null;
  progress: Progress;
  months: { month: string; counted: number }[];
  devices: PublicDevice[];
  allowances: PublicAllowance[];
  releases: PublicRelease[];
  repostDay: number | null;
  /** The department's own calendar day. */
  today: string;
}

/** One department's public record, read as the public. */
@Injectable()
export class PublicRecordQueries {
  constructor(
    private readonly departments: DepartmentsQueries,
    private readonly list: PublicListQueries,
    private readonly partnerships: PartnershipsQueries,
    private readonly referrals: ReferralsQueries,
    private readonly releases: ReleasesQueries,
  ) {}

  /** Who a slug means, with the slug that is current; undefined when nobody ever had it. */
  async resolve(
    tx: Tx,
    slug: string,
  ): Promise<{ departmentId: string; slug: string; current: boolean } | undefined> {
    const found = await this.departments.bySlug(tx, slug);
    if (!found) return undefined;
    const facts = found.current ? null : await this.departments.facts(tx, found.departmentId);
    return { ...found, slug: facts?.slug ?? slug };
  }

  /** The record, or undefined while the department has no partnership. */
  async of(tx: Tx, departmentId: string): Promise<PublicRecord | undefined> {
    const [row, ...earlier] = await this.list.ofDepartment(tx, departmentId);
    const facts = row && (await this.partnerships.facts(tx, row.id));
    const progress = row && (await this.referrals.progress(tx, row.id));
    if (!row || !facts || !progress) return undefined;
    const zone = facts.department.timeZone;
    const [about] = await tx.query<{ pitchedOn: string | null; rule: { dayOfMonth?: number } | null }>(
      `select (select i.opened_on from pitch i where i.id = p.pitch_id) "pitchedOn",
              (select s.rule from reminder_schedule s where s.partnership_id = p.id and s.active) rule
         from partnership p where p.id = $1`,
      [row.id],
    );
    const [agreement] = await tx.query<{ sha256: string; signedOn: string; endsOn: string }>(
      `select sha256, signed_on "signedOn", ends_on "endsOn" from agreement where partnership_id = $1
        order by signed_on desc, id desc limit 1`,
      [row.id],
    );
    return {
      department: facts.department,
      row,
      earlier,
      facts,
      pitchedOn: about?.pitchedOn ?? null,
      agreement: agreement ?? null,
      codes: (await this.referrals.identity(tx, departmentId)) ?? null,
      progress,
      months: await tx.query(
        'select month, counted from public_download_month where partnership_id = $1 order by month',
        [row.id],
      ),
      devices: await this.devices(tx, row.id, zone),
      allowances: await this.allowances(tx, row.id),
      releases: await this.releases.published(tx, { departmentId }),
      repostDay: about?.rule?.dayOfMonth ?? null,
      today: localDate(tx.now, zone),
    };
  }

  private allowances(tx: Tx, partnershipId: string): Promise<PublicAllowance[]> {
    return tx.query(
      `select a.id, a.number, a.kind, a.state, a.unit_cents "unitCents", a.match_percent "matchPercent", a.units,
              a.cap_cents "capCents", a.starts_on "startsOn", a.ends_on "endsOn", a.offered_on "offeredOn",
              a.accepted_on "acceptedOn", a.authority, a.resolution_number "resolutionNumber", a.active_on "activeOn",
              (select t.occurred_on from allowance_step t where t.allowance_id = a.id and t.step = 'refusal') "refusedOn",
              a.closed_on "closedOn", a.used_units "usedUnits", a.used_cents "usedCents"
         from allowance a where a.partnership_id = $1 order by a.number`,
      [partnershipId],
    );
  }

  private async devices(tx: Tx, partnershipId: string, zone: string): Promise<PublicDevice[]> {
    type Row = Omit<PublicDevice, 'earnedOn' | 'offeredOn' | 'refusedOn'> & {
      accruedAt: Date;
      offeredAt: Date | null;
      refusedAt: Date | null;
    };
    const rows = await tx.query<Row>(
      `select w.id, w.ordinal, w.state, w.accrued_at "accruedAt", w.offered_at "offeredAt", w.accepted_on "acceptedOn", w.authority,
              w.resolution_number "resolutionNumber", w.shipped_on "shippedOn", w.received_on "receivedOn",
              w.returned_on "returnedOn", w.fmv_cents "fmvCents", b.disposition, b.happened_on "disposedOn",
              array(select to_char(t.occurred_on, 'YYYY-MM-DD') from reward_step t
                     where t.reward_id = w.id and t.step = 'exchange' order by t.number) "exchangedOn",
              (select t.recorded_at from reward_step t where t.reward_id = w.id and t.to_state = 'declined'
                order by t.number desc limit 1) "refusedAt"
         from reward w
         left join lateral (select o.disposition, o.happened_on from reward_disposition o
                             where o.reward_id = w.id and o.shipment_id = w.shipment_id and w.state = 'delivered'
                             order by o.number desc limit 1) b on true
        where w.partnership_id = $1 and w.state <> 'voided' order by w.ordinal`,
      [partnershipId],
    );
    const day = (at: Date | null): string | null => at && localDate(at, zone);
    return rows.map(({ accruedAt, offeredAt, refusedAt, ...row }) => ({
      ...row,
      earnedOn: localDate(accruedAt, zone),
      offeredOn: day(offeredAt),
      refusedOn: row.state === 'declined' ? day(refusedAt) : null,
    }));
  }
}
