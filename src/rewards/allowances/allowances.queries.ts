import { Injectable } from '@nestjs/common';
import { survivorOf } from '../../departments/survivors.queries.js';
import type { Tx } from '../../platform/database/tx.js';
import { notFound } from '../../platform/errors.js';
import { isId } from '../../platform/id.js';
import { decodeCursor, keysetPage, type Listed } from '../../platform/web/keyset.js';
import type { Authority } from '../gift-policy.js';
import { type AllowanceState, type AllowanceStepName, allowanceStepsFrom } from './allowance-states.js';
import type { AllowanceKind } from './allowance-value.js';
import { allowanceName, allowanceWords } from './allowance-words.js';

/** An allowance as everyone reads it; money in cents, days in the department's zone. */
export interface AllowanceRow {
  id: string;
  partnershipId: string;
  departmentId: string;
  departmentName: string;
  timeZone: string;
  number: number;
  kind: AllowanceKind;
  state: AllowanceState;
  unitCents: number | null;
  matchPercent: number | null;
  units: number;
  capCents: number;
  startsOn: string | null;
  endsOn: string | null;
  offeredOn: string;
  acceptedOn: string | null;
  acceptedBy: string | null;
  authority: Authority | null;
  resolutionNumber: string | null;
  activeOn: string | null;
  closedOn: string | null;
  reason: string | null;
  usedUnits: number;
  usedCents: number;
  stateEnteredAt: Date;
  /** "Discount 1", and what it gives in a phrase. */
  name: string;
  words: string;
  nextSteps: AllowanceStepName[];
}

export interface AllowanceStepRow {
  number: number;
  step: AllowanceStepName;
  fromState: AllowanceState | null;
  toState: AllowanceState;
  occurredOn: string;
  reason: string | null;
  details: Record<string, string | number | null>;
  byName: string;
  recordedAt: Date;
}

/** A report of use, or the one that took another back (its figures below zero). */
export interface UseRow {
  number: number;
  key: string;
  from: string;
  to: string;
  units: number;
  cents: number;
  citySpentCents: number | null;
  /** It takes another back. */
  takesBack: boolean;
  /** It was taken back. */
  reversed: boolean;
  byName: string;
  recordedAt: Date;
}

export interface AllowanceFilter {
  partnershipId?: string;
  departmentId?: string;
  state?: AllowanceState;
  kind?: AllowanceKind;
  limit: number;
  cursor?: string;
}

const ROW = `a.id, a.partnership_id "partnershipId", d.id "departmentId", d.name "departmentName", d.time_zone "timeZone", a.number,
  a.kind, a.state, a.unit_cents "unitCents", a.match_percent "matchPercent", a.units, a.cap_cents "capCents",
  a.starts_on "startsOn", a.ends_on "endsOn", a.offered_on "offeredOn", a.accepted_on "acceptedOn", a.accepted_by "acceptedBy",
  a.authority, a.resolution_number "resolutionNumber", a.active_on "activeOn", a.closed_on "closedOn", a.reason,
  a.used_units "usedUnits", a.used_cents "usedCents", a.state_entered_at "stateEnteredAt"
  from allowance a ${survivorOf('a.department_id')}`;

type Found = Omit<AllowanceRow, 'name' | 'words' | 'nextSteps'>;

/** The read side of allowances, for both apartments; row-level security decides which rows there are. */
@Injectable()
export class AllowancesQueries {
  /** A page of allowances, the latest first. */
  async list(tx: Tx, filter: AllowanceFilter): Promise<Listed<AllowanceRow>> {
    const [before] = decodeCursor(filter.cursor, 1) ?? [null];
    const rows = await tx.query<Found>(
      `select ${ROW}
        where ($1::uuid is null or a.partnership_id = $1) and ($2::uuid is null or a.department_id = any ((select liaison_family($2))::uuid[]))
          and ($3::text is null or a.state = $3) and ($4::text is null or a.kind = $4) and ($5::uuid is null or a.id < $5)
        order by a.id desc limit $6`,
      [
        filter.partnershipId ?? null,
        filter.departmentId ?? null,
        filter.state ?? null,
        filter.kind ?? null,
        isId(before) ? before : null,
        filter.limit + 1,
      ],
    );
    return keysetPage(rows.map(inWords), filter.limit, ({ id }) => [id]);
  }

  /** One, or 404 when there is none the reader may see. */
  async one(tx: Tx, id: string): Promise<AllowanceRow> {
    const row = isId(id) ? await tx.one<Found>(`select ${ROW} where a.id = $1`, [id]) : undefined;
    if (!row) throw notFound('discount or subsidy');
    return inWords(row);
  }

  /** A page of its history, the latest first. */
  async steps(
    tx: Tx,
    id: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Listed<AllowanceStepRow>> {
    const rows = await tx.query<AllowanceStepRow>(
      `select number, step, from_state "fromState", to_state "toState", occurred_on "occurredOn", reason, details,
              by_name "byName", recorded_at "recordedAt"
         from allowance_step where allowance_id = $1 and ($2::int is null or number < $2) order by number desc limit $3`,
      [id, numberBefore(cursor), limit + 1],
    );
    return keysetPage(rows, limit, ({ number }) => [number]);
  }

  /** A page of what was reported of its use, the latest first. */
  async uses(
    tx: Tx,
    id: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Listed<UseRow>> {
    const rows = await tx.query<UseRow>(
      `select u.number, u.key, u.from_day "from", u.to_day "to", u.units, u.cents, u.city_spent_cents "citySpentCents",
              u.reverses is not null "takesBack", exists (select from allowance_use r where r.reverses = u.id) reversed,
              u.by_name "byName", u.recorded_at "recordedAt"
         from allowance_use u where u.allowance_id = $1 and ($2::int is null or u.number < $2)
        order by u.number desc limit $3`,
      [id, numberBefore(cursor), limit + 1],
    );
    return keysetPage(rows, limit, ({ number }) => [number]);
  }

  /** How many offers of a department nobody has answered. */
  async waiting(tx: Tx, departmentId: string): Promise<number> {
    const row = await tx.one<{ count: number }>(
      `select count(*)::int count from allowance
        where department_id = any ((select liaison_family($1))::uuid[]) and state = 'offered'`,
      [departmentId],
    );
    return row?.count ?? 0;
  }
}

function inWords(row: Found): AllowanceRow {
  return {
    ...row,
    name: allowanceName(row),
    words: allowanceWords(row),
    nextSteps: allowanceStepsFrom(row.state),
  };
}

function numberBefore(cursor: string | undefined): number | null {
  const [before] = decodeCursor(cursor, 1) ?? [null];
  return Number.isInteger(before) ? (before as number) : null;
}
