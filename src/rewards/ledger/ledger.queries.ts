import { Injectable } from '@nestjs/common';
import { survivorOf } from '../../departments/survivors.queries.js';
import type { Tx } from '../../platform/database/tx.js';
import { groupBy } from '../../platform/group-by.js';
import { isId } from '../../platform/id.js';
import { isLocalDate } from '../../platform/local-time.js';
import { decodeCursor, keysetPage, type Listed } from '../../platform/web/keyset.js';
import type { AllowanceStepName } from '../allowances/allowance-states.js';
import type { AllowanceKind } from '../allowances/allowance-value.js';
import { LEDGER_ACCOUNTS, type LedgerAccount } from '../ledger-posting.js';
import type { RewardStepName } from '../reward-states.js';
import type { BalanceGroup } from './ledger.dto.js';
import { periodOn, type PeriodUnit } from './ledger-period.js';

/** What one account of one group moved by in a period, and what stands in it at the end. Devices, and cents at the value they were entered at. */
export interface BalanceRow {
  /** Id of the department, two letters of the state, name of the period, or `all`. */
  group: string;
  /** The same in words. */
  label: string;
  account: LedgerAccount;
  units: number;
  cents: number;
  standingUnits: number;
  standingCents: number;
}

export interface BalanceFilter {
  by: BalanceGroup;
  unit: PeriodUnit;
  /** First day of the first month and last day of the last; null is the beginning, and everything entered so far. */
  from: string | null;
  to: string | null;
  departmentId?: string;
  state?: string;
  account?: LedgerAccount;
  limit: number;
  cursor?: string;
}

export interface EntryFilter {
  from?: string;
  to?: string;
  departmentId?: string;
  state?: string;
  account?: LedgerAccount;
  limit: number;
  cursor?: string;
}

/** One entry with the step it cites, and what is behind that: the download that earned the device, or the person who decided. */
export interface EntryRow {
  id: string;
  enteredOn: string;
  recordedAt: Date;
  departmentId: string;
  departmentName: string;
  partnershipId: string;
  account: LedgerAccount;
  units: number;
  cents: number;
  stepId: string;
  step: RewardStepName | AllowanceStepName;
  stepNumber: number;
  byName: string;
  causeDownloadId: string | null;
  rewardId: string | null;
  allowanceId: string | null;
  allowanceKind: AllowanceKind | null;
  /** Ordinal of the device, or number of the allowance. */
  number: number;
}

/** Every department as an entry, with the one it belongs to now. */
const FROM_SURVIVORS = `from department entry join department d on d.id = coalesce(entry.merged_into_id, entry.id)`;

interface Group {
  key: string;
  label: string;
}

/** Parameters 1 to 4: department, state, account, last day. */
const OF_COUNTERS = `from gift_balance g
  where ($1::uuid is null or g.department_id = any ((select liaison_family($1))::uuid[])) and ($3::text is null or g.account = $3)
    and ($4::date is null or g.month <= $4)`;
/** Of a state are those whose survivor lies in it. */
const OF_STATE = `($2::text is null or g.department_id in (select entry.id ${FROM_SURVIVORS} where d.state = $2))`;
const ACCOUNT_ORDER = `array_position(array[${LEDGER_ACCOUNTS.map((account) => `'${account}'`).join(', ')}], b.account)`;

/** Balances of the gift ledger from the counters a trigger keeps, and the entries behind them. Row-level security decides whose. */
@Injectable()
export class LedgerQueries {
  /**
   * A page of balances, `limit` groups of it: what each account moved by from the first day to the last, and what stands in it on the
   * last. A period has to begin and end with a month, as the counters do.
   */
  async balances(tx: Tx, filter: BalanceFilter): Promise<Listed<BalanceRow>> {
    const groups = await this.groups(tx, filter);
    const page = keysetPage(groups, filter.limit, ({ key, label }) => [label, key]);
    if (page.data.length === 0) return { data: [], nextCursor: null };
    const keys = page.data.map(({ key }) => key);
    const rows =
      filter.by === 'period'
        ? await this.byPeriod(tx, filter, keys)
        : await this.byPlace(tx, filter, filter.by, keys);
    const byGroup = groupBy(rows, ({ group }) => group);
    const data = page.data.flatMap(({ key, label }) =>
      (byGroup.get(key) ?? []).map(({ account, units, cents, standingUnits, standingCents }) => ({
        group: key,
        label: filter.by === 'period' ? periodOn(key, filter.unit).name : label,
        account,
        units,
        cents,
        standingUnits,
        standingCents,
      })),
    );
    return { data, nextCursor: page.nextCursor };
  }

  /** All of them, a page at a time: for the whole answer as one file. */
  async *all(tx: Tx, filter: BalanceFilter): AsyncGenerator<BalanceRow> {
    for (let cursor: string | undefined; ;) {
      const { data, nextCursor } = await this.balances(tx, { ...filter, limit: 200, cursor });
      yield* data;
      if (nextCursor === null) return;
      cursor = nextCursor;
    }
  }

  /** What stands in each account now, the counter-account left out; of one department or of all. */
  async standing(
    tx: Tx,
    departmentId?: string,
  ): Promise<{ account: LedgerAccount; units: number; cents: number }[]> {
    const filter: BalanceFilter = {
      by: 'account',
      unit: 'month',
      from: null,
      to: null,
      departmentId,
      limit: 1,
    };
    const { data } = await this.balances(tx, filter);
    return data
      .filter(
        ({ account, standingUnits, standingCents }) =>
          account !== 'program' && (standingUnits !== 0 || standingCents !== 0),
      )
      .map(({ account, standingUnits: units, standingCents: cents }) => ({ account, units, cents }));
  }

  /** A page of entries, the latest day first. */
  async entries(tx: Tx, filter: EntryFilter): Promise<Listed<EntryRow>> {
    const [day, id] = decodeCursor(filter.cursor, 2) ?? [null, null];
    const from = isLocalDate(day) && isId(id) ? [day, id] : [null, null];
    const where = `($3::text is null or e.account = $3) and ($4::date is null or e.entered_on <= $4)
      and ($5::date is null or e.entered_on >= $5) and ($6::date is null or (e.entered_on, e.id) < ($6::date, $7::uuid))`;
    // Each entry of a department's family along its own index: over all of them at once the planner may walk everybody's.
    const source = filter.departmentId
      ? `unnest((select liaison_family($1))::uuid[]) family (id) cross join lateral (select * from gift_ledger_entry e
           where e.department_id = family.id and ${where} order by e.entered_on desc, e.id desc limit $8)`
      : `(select $1::uuid) nobody cross join gift_ledger_entry`;
    const rows = await tx.query<EntryRow>(
      `select e.id, e.entered_on "enteredOn", e.recorded_at "recordedAt", d.id "departmentId", d.name "departmentName",
              e.partnership_id "partnershipId", e.account, e.units, e.cents, coalesce(t.id, s.id) "stepId",
              coalesce(t.step, s.step) step, coalesce(t.number, s.number) "stepNumber", coalesce(t.by_name, s.by_name) "byName",
              t.cause_download_id "causeDownloadId", e.reward_id "rewardId", e.allowance_id "allowanceId", a.kind "allowanceKind",
              coalesce(r.ordinal, a.number) number
         from ${source} e ${survivorOf('e.department_id')}
         left join reward_step t on t.id = e.step_id left join reward r on r.id = e.reward_id
         left join allowance_step s on s.id = e.allowance_step_id left join allowance a on a.id = e.allowance_id
        where ($2::text is null or d.state = $2) and ${where}
        order by e.entered_on desc, e.id desc limit $8`,
      [...params(filter), filter.from ?? null, ...from, filter.limit + 1],
    );
    return keysetPage(rows, filter.limit, (row) => [row.enteredOn, row.id]);
  }

  /** Added up for each department first, so that few rows are joined. */
  private byPlace(
    tx: Tx,
    filter: BalanceFilter,
    by: Exclude<BalanceGroup, 'period'>,
    keys: readonly string[],
  ): Promise<Omit<BalanceRow, 'label'>[]> {
    const key = { account: `'all'::text`, department: 'd.id::text', state: 'd.state' }[by];
    // Without a place to tell apart no department need be looked at.
    const places = by !== 'account' || filter.state !== undefined;
    const pages =
      by === 'department' ? 'and g.department_id = any ((select liaison_families($5::uuid[]))::uuid[])' : '';
    return tx.query(
      `select ${key} "group", b.account, sum(b.units)::bigint units, sum(b.cents)::bigint cents,
              sum(b.standing_units)::bigint "standingUnits", sum(b.standing_cents)::bigint "standingCents"
         from (select g.account, ${places ? 'g.department_id' : 'null::uuid'} department_id,
                      coalesce(sum(g.units) filter (where $6::date is null or g.month >= $6), 0) units,
                      coalesce(sum(g.cents) filter (where $6::date is null or g.month >= $6), 0) cents,
                      sum(g.units) standing_units, sum(g.cents) standing_cents
                 ${OF_COUNTERS} ${pages} group by 1, 2) b
         ${places ? survivorOf('b.department_id') : ''}
        where ${places ? '($2::text is null or d.state = $2)' : '$2::text is null'} and ${key} = any ($5::text[])
        group by 1, 2 order by 1, ${ACCOUNT_ORDER}`,
      [...params(filter), keys, filter.from],
    );
  }

  /** What stands at the end of a period is the sum of all up to it. */
  private byPeriod(
    tx: Tx,
    filter: BalanceFilter,
    keys: readonly string[],
  ): Promise<Omit<BalanceRow, 'label'>[]> {
    const key = periodOf(filter.unit);
    return tx.query(
      `select * from (
         select ${key} "group", b.account, ${ACCOUNT_ORDER} place, sum(b.units)::bigint units, sum(b.cents)::bigint cents,
                (sum(sum(b.units)) over standing)::bigint "standingUnits", (sum(sum(b.cents)) over standing)::bigint "standingCents"
           from (select g.month, g.account, sum(g.units) units, sum(g.cents) cents ${OF_COUNTERS} and ${OF_STATE} group by 1, 2) b
          group by 1, 2 window standing as (partition by b.account order by ${key})) s
        where "group" = any ($5::text[]) order by "group", place`,
      [...params(filter), keys],
    );
  }

  /** One more group than a page takes, in their order. */
  private async groups(tx: Tx, filter: BalanceFilter): Promise<Group[]> {
    const { by, unit, from, limit } = filter;
    if (by === 'account') return [{ key: 'all', label: 'All' }];
    const [label, key] = decodeCursor(filter.cursor, 2) ?? [null, null];
    // Of periods only those asked for; a department or state may stand still in them and have a balance all the same.
    const found = {
      department: `select distinct d.id::text as key, d.name as label from (select distinct g.department_id ${OF_COUNTERS}) b
        ${survivorOf('b.department_id')} where ($2::text is null or d.state = $2)`,
      state: `select distinct d.state as key, d.state as label from (select distinct g.department_id ${OF_COUNTERS}) b
        ${survivorOf('b.department_id')} where ($2::text is null or d.state = $2)`,
      period: `select distinct ${periodOf(unit)} as key, ${periodOf(unit)} as label
        from (select distinct g.month ${OF_COUNTERS} and ${OF_STATE} and ($8::date is null or g.month >= $8)) b`,
    }[by];
    return tx.query<Group>(
      `select key, label from (${found}) g where $5::text is null or (label, key) > ($5, $6::text)
        order by label, key limit $7`,
      [...params(filter), label, key, limit + 1, ...(by === 'period' ? [from] : [])],
    );
  }
}

function params({
  departmentId,
  state,
  account,
  to,
}: Omit<EntryFilter, 'limit'> | BalanceFilter): (string | null)[] {
  return [departmentId ?? null, state ?? null, account ?? null, to ?? null];
}

/** First day of the period a counter's month lies in, as text. */
function periodOf(unit: PeriodUnit): string {
  return `to_char(date_trunc('${unit}', b.month::timestamp), 'YYYY-MM-DD')`;
}
