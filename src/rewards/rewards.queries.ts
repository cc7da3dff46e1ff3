import { Injectable } from '@nestjs/common';
import { survivorOf } from '../departments/survivors.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';
import type { AllowanceStepName } from './allowances/allowance-states.js';
import type { LostToCap } from './earned.js';
import type { DeviceDisposition, GivenTo } from './disposition.js';
import type { Authority } from './gift-policy.js';
import { deficitOf } from './issuing.js';
import { VALUELESS_STATES } from './ledger-posting.js';
import { type RewardState, type RewardStepName, stepsFrom } from './reward-states.js';

/** A reward as everyone reads it; money in cents, days in the department's zone. */
export interface RewardRow {
  id: string;
  partnershipId: string;
  departmentId: string;
  departmentName: string;
  timeZone: string;
  ordinal: number;
  state: RewardState;
  fmvCents: number;
  termsVersionId: string;
  deviceSku: string;
  accruedAt: Date;
  holdUntil: Date;
  offeredAt: Date | null;
  acceptedOn: string | null;
  acceptedBy: string | null;
  authority: Authority | null;
  resolutionNumber: string | null;
  approvedAt: Date | null;
  shippedOn: string | null;
  receivedOn: string | null;
  returnedOn: string | null;
  reason: string | null;
  stateEnteredAt: Date;
  shipment: {
    sku: string;
    serialNumber: string;
    carrier: string;
    trackingNumber: string;
    shippedOn: string;
  } | null;
  /** What became of it, while it is with the department. */
  disposition: {
    disposition: DeviceDisposition;
    on: string;
    givenTo: GivenTo | null;
    note: string | null;
  } | null;
  nextSteps: RewardStepName[];
}

export interface DispositionRow {
  number: number;
  disposition: DeviceDisposition;
  on: string;
  givenTo: GivenTo | null;
  note: string | null;
  serialNumber: string;
  byName: string;
  recordedAt: Date;
}

export interface RewardStepRow {
  number: number;
  step: RewardStepName;
  fromState: RewardState | null;
  toState: RewardState;
  occurredOn: string | null;
  reason: string | null;
  details: Record<string, string | number | null>;
  /** The download that caused it, when a rule took the step. */
  causeDownloadId: string | null;
  byName: string;
  recordedAt: Date;
}

export interface LedgerRow {
  id: string;
  /** The step behind it: of a reward, or of an allowance. */
  stepId: string;
  step: RewardStepName | AllowanceStepName;
  rewardId: string | null;
  ordinal: number | null;
  allowanceId: string | null;
  partnershipId: string;
  departmentId: string;
  account: string;
  units: number;
  cents: number;
  enteredOn: string;
  recordedAt: Date;
}

export interface RewardSummary {
  qualifying: number;
  earned: number;
  issued: number;
  deficit: number;
  remainder: number;
  /** Devices a cap took away, and why. */
  lost: number;
  losses: LostToCap[];
  /** FMV of what is issued, not declined and not returned. */
  valueCents: number;
  returned: number;
  declined: number;
}

export interface RewardFilter {
  partnershipId?: string;
  departmentId?: string;
  state?: RewardState;
  limit: number;
  cursor?: string;
}

const ROW = `r.id, r.partnership_id "partnershipId", d.id "departmentId", d.name "departmentName",
  d.time_zone "timeZone", r.ordinal, r.state, r.fmv_cents "fmvCents", r.terms_version_id "termsVersionId",
  r.device_sku "deviceSku", r.accrued_at "accruedAt", r.hold_until "holdUntil", r.offered_at "offeredAt",
  r.accepted_on "acceptedOn", r.accepted_by "acceptedBy", r.authority, r.resolution_number "resolutionNumber",
  r.approved_at "approvedAt", r.shipped_on "shippedOn", r.received_on "receivedOn", r.returned_on "returnedOn",
  r.reason, r.state_entered_at "stateEnteredAt",
  case when s.id is null then null else json_build_object('sku', s.sku, 'serialNumber', s.serial_number,
    'carrier', s.carrier, 'trackingNumber', s.tracking_number, 'shippedOn', s.shipped_on) end shipment,
  (select json_build_object('disposition', o.disposition, 'on', o.happened_on, 'givenTo', o.given_to, 'note', o.note)
     from reward_disposition o where o.reward_id = r.id and o.shipment_id = r.shipment_id and r.state = 'delivered'
    order by o.number desc limit 1) disposition`;
const FROM = `from reward r ${survivorOf('r.department_id')} left join shipment s on s.id = r.shipment_id`;

/** A device that came back defective and was replaced. */
export interface DefectRow {
  serialNumber: string;
  returnedOn: string;
  reason: string;
  byName: string;
  recordedAt: Date;
}

/** The read side of rewards, for both apartments; row-level security decides which rows there are. */
@Injectable()
export class RewardsQueries {
  /** What a partnership has earned, been issued and kept; zeros before its first qualifying download. */
  async summary(tx: Tx, partnershipId: string): Promise<RewardSummary> {
    const own = tx.actor.side === 'public' ? `'[]'::jsonb` : 'a.losses';
    const account = await tx.one<Omit<RewardSummary, 'deficit' | 'valueCents' | 'returned' | 'declined'>>(
      `select a.qualifying, a.earned, a.issued, a.remainder, a.lost, ${own} losses
         from reward_account a where a.partnership_id = $1`,
      [partnershipId],
    );
    const kept = await tx.one<{ valueCents: number; returned: number; declined: number }>(
      `select coalesce(sum(fmv_cents) filter (where state <> all($2)), 0)::int "valueCents",
              count(*) filter (where state = 'returned')::int returned, count(*) filter (where state = 'declined')::int declined
         from reward where partnership_id = $1`,
      [partnershipId, VALUELESS_STATES],
    );
    const counted = account ?? { qualifying: 0, earned: 0, issued: 0, remainder: 0, lost: 0, losses: [] };
    return {
      ...counted,
      deficit: deficitOf(counted.issued, counted.earned),
      ...(kept ?? { valueCents: 0, returned: 0, declined: 0 }),
    };
  }

  /** All rewards of a partnership, by ordinal. */
  async ofPartnership(tx: Tx, partnershipId: string): Promise<RewardRow[]> {
    const rows = await tx.query<RewardRow>(
      `select ${ROW} ${FROM} where r.partnership_id = $1 order by r.ordinal`,
      [partnershipId],
    );
    return rows.map(withSteps);
  }

  /** A page of rewards, oldest first. */
  async list(tx: Tx, filter: RewardFilter): Promise<Listed<RewardRow>> {
    const after = decodeCursor(filter.cursor, 1);
    const rows = await tx.query<RewardRow>(
      `select ${ROW} ${FROM}
        where ($1::uuid is null or r.partnership_id = $1) and ($2::uuid is null or r.department_id = any ((select liaison_family($2))::uuid[]))
          and ($3::text is null or r.state = $3) and ($4::uuid is null or r.id > $4)
        order by r.id limit $5`,
      [
        filter.partnershipId ?? null,
        filter.departmentId ?? null,
        filter.state ?? null,
        idOf(after),
        filter.limit + 1,
      ],
    );
    return keysetPage(rows.map(withSteps), filter.limit, (row) => [row.id]);
  }

  /** One reward, or 404 when there is none the reader may see. */
  async one(tx: Tx, id: string): Promise<RewardRow> {
    const row = isId(id) ? await tx.one<RewardRow>(`select ${ROW} ${FROM} where r.id = $1`, [id]) : undefined;
    if (!row) throw notFound('device');
    return withSteps(row);
  }

  /** Its history, first to last. */
  steps(tx: Tx, rewardId: string): Promise<RewardStepRow[]> {
    return tx.query(
      `select number, step, from_state "fromState", to_state "toState", occurred_on "occurredOn", reason, details,
              cause_download_id "causeDownloadId", by_name "byName", recorded_at "recordedAt"
         from reward_step where reward_id = $1 order by number`,
      [rewardId],
    );
  }

  /** Everything told of what became of its device, the latest first; those of a device exchanged since too. */
  dispositions(tx: Tx, rewardId: string): Promise<DispositionRow[]> {
    return tx.query(
      `select o.number, o.disposition, o.happened_on "on", o.given_to "givenTo", o.note, s.serial_number "serialNumber",
              o.by_name "byName", o.recorded_at "recordedAt"
         from reward_disposition o join shipment s on s.id = o.shipment_id where o.reward_id = $1 order by o.number desc`,
      [rewardId],
    );
  }

  /** Devices of this reward that came back defective, first to last. */
  defects(tx: Tx, rewardId: string): Promise<DefectRow[]> {
    return tx.query(
      `select serial_number "serialNumber", returned_on "returnedOn", reason, by_name "byName", recorded_at "recordedAt"
         from device_defect where reward_id = $1 order by recorded_at, shipment_id`,
      [rewardId],
    );
  }

  /** The document behind the acceptance, when one was attached. */
  acceptanceDocument(tx: Tx, rewardId: string): Promise<{ sha256: string; name: string } | undefined> {
    return tx.one(
      `select details ->> 'documentSha256' sha256, details ->> 'documentName' "name" from reward_step
        where reward_id = $1 and step = 'acceptance' and details ? 'documentSha256'`,
      [rewardId],
    );
  }

  /** A page of the gift ledger in the order of entry; each entry names the step behind it. */
  async ledger(
    tx: Tx,
    filter: Omit<RewardFilter, 'state'> & { rewardId?: string; allowanceId?: string; account?: string },
  ): Promise<Listed<LedgerRow>> {
    const after = decodeCursor(filter.cursor, 1);
    const where = `($1::uuid is null or e.partnership_id = $1) and ($3::uuid is null or e.reward_id = $3)
      and ($4::text is null or e.account = $4) and ($5::uuid is null or e.id > $5) and ($7::uuid is null or e.allowance_id = $7)`;
    // Each entry of a department's family along its own index: over all of them at once the planner may walk everybody's.
    const source = filter.departmentId
      ? `unnest((select liaison_family($2))::uuid[]) family (id) cross join lateral (select * from gift_ledger_entry e
           where e.department_id = family.id and ${where} order by e.id limit $6)`
      : `(select $2::uuid) nobody cross join gift_ledger_entry`;
    const rows = await tx.query<LedgerRow>(
      `select e.id, coalesce(e.step_id, e.allowance_step_id) "stepId", coalesce(t.step, s.step) step, e.reward_id "rewardId",
              r.ordinal, e.allowance_id "allowanceId", e.partnership_id "partnershipId", e.department_id "departmentId",
              e.account, e.units, e.cents, e.entered_on "enteredOn", e.recorded_at "recordedAt"
         from ${source} e
         left join reward_step t on t.id = e.step_id left join reward r on r.id = e.reward_id
         left join allowance_step s on s.id = e.allowance_step_id
        where ${where}
        order by e.id limit $6`,
      [
        filter.partnershipId ?? null,
        filter.departmentId ?? null,
        filter.rewardId ?? null,
        filter.account ?? null,
        idOf(after),
        filter.limit + 1,
        filter.allowanceId ?? null,
      ],
    );
    return keysetPage(rows, filter.limit, (row) => [row.id]);
  }

  /** How many rewards are in each state. */
  counts(tx: Tx): Promise<{ state: RewardState; count: number }[]> {
    return tx.query('select state, count(*)::int count from reward group by state order by state');
  }
}

function withSteps(row: RewardRow): RewardRow {
  // Offering, voiding and earning again are the rule's, not a person's.
  const own: readonly RewardStepName[] = ['offer', 'voiding', 'revival'];
  const nextSteps = stepsFrom(row.state).filter((step) => !own.includes(step));
  // After a loss the next thing a person does is ship again; the approval already given covers it.
  return { ...row, nextSteps: row.state === 'lost' ? ['shipment'] : nextSteps };
}

function idOf(after: readonly unknown[] | null): string | null {
  return isId(after?.[0]) ? after[0] : null;
}
