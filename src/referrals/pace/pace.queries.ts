import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import { groupBy } from '../../platform/group-by.js';
import { addDays, addMonths, type LocalDate, localDate } from '../../platform/local-time.js';
import type { Disposition } from '../dispositions.js';
import { costPerDownload } from './cost-per-download.js';
import { type Forecast, forecastOf } from './forecast.js';
import { type DayCount, fullWeeks, type Pace, paceOf, WEEKS } from './pace.js';
import { type UnusualMonth, unusualMonth } from './unusual-month.js';

export { costPerDownload, type Forecast, type Pace, type UnusualMonth };

/** Full months looked at for one that is off: the last, and six before it. */
const MONTHS = 7;

/** How a partnership goes; money in cents. */
export interface PartnershipPace {
  partnershipId: string;
  /** Null before its first full week, and after its end. */
  pace: Pace | null;
  forecast: Forecast;
  /** Its last full month, when that was far off those before. */
  unusual: UnusualMonth | null;
  valueCents: number;
  costCents: number | null;
}

/** Downloads of one local month, `YYYY-MM`, and of those that do not count how many for which reason. */
export interface MonthRow {
  month: string;
  qualifying: number;
  disqualified: Partial<Record<Disposition, number>>;
}

interface Facts {
  id: string;
  running: boolean;
  activeOn: LocalDate | null;
  lastDay: LocalDate;
  timeZone: string;
  qualifying: number;
  earned: number;
  issued: number;
  remainder: number;
  downloadsPerDevice: number;
  capDevices: number | null;
  valueCents: number;
}

/**
 * What the counters of days tell: history by month, pace, forecast, months that are off. No download is read. Counters follow decisions
 * at a distance of seconds.
 */
@Injectable()
export class PaceQueries {
  /** Months of a partnership from its first download to the present one (or to its last day), the first first; at most `most`, the last. */
  async months(tx: Tx, partnershipId: string, most: number): Promise<MonthRow[]> {
    const rows = await tx.query<{ month: string; disposition: Disposition; count: number }>(
      `select to_char(day, 'YYYY-MM') "month", disposition, sum(count)::int count from partnership_day
        where partnership_id = $1 group by 1, 2 order by 1, 2`,
      [partnershipId],
    );
    const [partnership] = await this.facts(tx, [partnershipId]);
    const first = rows[0]?.month;
    if (first === undefined || !partnership) return [];
    const today = localDate(tx.now, partnership.timeZone);
    const until = partnership.running ? today : partnership.lastDay;
    const last = [rows.at(-1)!.month, until.slice(0, 7)].sort().at(-1)!;
    const byMonth = groupBy(rows, ({ month }) => month);
    return monthsBetween(first, last)
      .slice(-most)
      .map((month) => {
        const counts = Object.fromEntries(
          (byMonth.get(month) ?? []).map(({ disposition, count }) => [disposition, count]),
        ) as Partial<Record<Disposition, number>>;
        const { qualifying = 0, ...disqualified } = counts;
        return { month, qualifying, disqualified };
      });
  }

  /** How each of these partnerships goes; those the reader may not see are left out. */
  async of(tx: Tx, partnershipIds: readonly string[]): Promise<Map<string, PartnershipPace>> {
    const facts = await this.facts(tx, partnershipIds);
    const days = await this.days(tx, partnershipIds);
    const months = await this.monthsOfMany(tx, partnershipIds);
    return new Map(
      facts.map((partnership) => [
        partnership.id,
        paceOfOne(tx.now, partnership, days.get(partnership.id) ?? [], months.get(partnership.id) ?? []),
      ]),
    );
  }

  /** Of these partnerships, those whose last full month was far off their own pace. */
  async unusual(
    tx: Tx,
    partnershipIds: readonly string[],
  ): Promise<(UnusualMonth & { partnershipId: string })[]> {
    const facts = await this.facts(tx, partnershipIds);
    const months = await this.monthsOfMany(tx, partnershipIds);
    return facts.flatMap(({ id, running, activeOn, timeZone }) => {
      if (!running || !activeOn) return [];
      const own = fullMonths(months.get(id) ?? [], activeOn, localDate(tx.now, timeZone));
      const unusual = unusualMonth(own);
      return unusual ? [{ partnershipId: id, ...unusual }] : [];
    });
  }

  private facts(tx: Tx, partnershipIds: readonly string[]): Promise<Facts[]> {
    return tx.query(
      `select p.id, p.state <> 'ended' running, p.active_on "activeOn", coalesce(p.ended_on, p.ends_on) "lastDay",
              d.time_zone "timeZone", coalesce(a.qualifying, 0) qualifying, coalesce(a.earned, 0) earned, coalesce(a.issued, 0) issued,
              coalesce(a.remainder, 0) remainder, t.downloads_per_device "downloadsPerDevice", t.cap_devices "capDevices",
              (select coalesce(sum(r.fmv_cents), 0)::int from reward r
                where r.partnership_id = p.id and r.state not in ('declined', 'returned', 'voided')) "valueCents"
         from partnership p join department d on d.id = p.department_id
         left join reward_account a on a.partnership_id = p.id
         join lateral (select downloads_per_device, cap_devices from terms_version
                        where partnership_id = p.id
                        order by from_date > ($2::timestamptz at time zone d.time_zone)::date,
                                 case when from_date <= ($2::timestamptz at time zone d.time_zone)::date then from_date end desc,
                                 case when from_date <= ($2::timestamptz at time zone d.time_zone)::date then version end desc,
                                 from_date, version limit 1) t on true
        where p.id = any ($1::uuid[])`,
      [partnershipIds, tx.now],
    );
  }

  private async days(tx: Tx, partnershipIds: readonly string[]): Promise<Map<string, DayCount[]>> {
    const rows = await tx.query<DayCount & { partnershipId: string }>(
      `select partnership_id "partnershipId", day, count::int from partnership_day
        where partnership_id = any ($1::uuid[]) and day >= $2 and disposition = 'qualifying'`,
      [partnershipIds, addDays(localDate(tx.now, 'UTC'), -7 * WEEKS - 2)],
    );
    return groupBy(rows, ({ partnershipId }) => partnershipId);
  }

  private async monthsOfMany(tx: Tx, partnershipIds: readonly string[]): Promise<Map<string, MonthSum[]>> {
    const rows = await tx.query<MonthSum & { partnershipId: string }>(
      `select partnership_id "partnershipId", to_char(day, 'YYYY-MM') "month", sum(count)::int count from partnership_day
        where partnership_id = any ($1::uuid[]) and day >= $2 and disposition = 'qualifying' group by 1, 2`,
      [partnershipIds, `${addMonths(localDate(tx.now, 'UTC'), -MONTHS - 1).slice(0, 7)}-01`],
    );
    return groupBy(rows, ({ partnershipId }) => partnershipId);
  }
}

interface MonthSum {
  month: string;
  count: number;
}

function paceOfOne(
  now: Date,
  partnership: Facts,
  days: readonly DayCount[],
  months: readonly MonthSum[],
): PartnershipPace {
  const { id, running, activeOn, lastDay, timeZone, valueCents, qualifying } = partnership;
  const today = localDate(now, timeZone);
  const known = {
    partnershipId: id,
    valueCents,
    costCents: costPerDownload(valueCents, qualifying),
  };
  if (!running || !activeOn)
    return { ...known, pace: null, forecast: { none: 'not_running' }, unusual: null };
  const weeks = fullWeeks(days, activeOn, today);
  const { capDevices, issued, earned, remainder, downloadsPerDevice } = partnership;
  // A device issued that is no longer earned has to be earned again before the next.
  const missing = Math.max(0, issued - earned) * downloadsPerDevice + downloadsPerDevice - remainder;
  return {
    ...known,
    pace: paceOf(weeks),
    forecast:
      capDevices !== null && issued >= capDevices
        ? { none: 'cap_reached' }
        : forecastOf(weeks, Math.max(1, missing), today, lastDay),
    unusual: unusualMonth(fullMonths(months, activeOn, today)),
  };
}

/** The last full months, ascending and without gaps: those that began on or after the active day and ended before today. */
export function fullMonths(months: readonly MonthSum[], activeOn: LocalDate, today: LocalDate): MonthSum[] {
  const counts = new Map(months.map(({ month, count }) => [month, count]));
  const last = addMonths(`${today.slice(0, 7)}-01`, -1).slice(0, 7);
  const first = addMonths(`${last}-01`, 1 - MONTHS).slice(0, 7);
  return monthsBetween(first, last)
    .filter((month) => `${month}-01` >= activeOn)
    .map((month) => ({ month, count: counts.get(month) ?? 0 }));
}

function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first; month <= last; month = addMonths(`${month}-01`, 1).slice(0, 7)) months.push(month);
  return months;
}
