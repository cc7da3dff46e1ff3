import { addDays, type LocalDate } from '../../platform/local-time.js';

/** Periods of the gift ledger, named as people write them: `2019`, `2019-Q2`, `2019-05`. Pure; days are those the entries were entered on. */

export const PERIOD_PATTERN = /^(199\d|2[01]\d\d)(-(Q[1-4]|0[1-9]|1[0-2]))?$/;
export const PERIOD_UNITS = ['month', 'quarter', 'year'] as const;
export type PeriodUnit = (typeof PERIOD_UNITS)[number];

export interface LedgerPeriod {
  name: string;
  unit: PeriodUnit;
  /** First and last day. */
  from: LocalDate;
  to: LocalDate;
}

const LENGTH: Record<PeriodUnit, number> = { month: 1, quarter: 3, year: 12 };

/** The period of a name that matches PERIOD_PATTERN; throws for any other. */
export function periodNamed(name: string): LedgerPeriod {
  if (!PERIOD_PATTERN.test(name)) throw new RangeError('A period is written 2019, 2019-Q2 or 2019-05.');
  const [year = '', part] = name.split('-');
  const unit: PeriodUnit = part === undefined ? 'year' : part.startsWith('Q') ? 'quarter' : 'month';
  const month = unit === 'year' ? 1 : unit === 'quarter' ? 3 * Number(part?.slice(1)) - 2 : Number(part);
  const from = `${year}-${String(month).padStart(2, '0')}-01`;
  // Day 0 of a month is the last of the one before. Once for each row of an answer, so without Temporal.
  const last = new Date(Date.UTC(Number(year), month - 1 + LENGTH[unit], 0));
  return { name, unit, from, to: last.toISOString().slice(0, 10) };
}

/** The period of this length a day lies in. */
export function periodOn(day: LocalDate, unit: PeriodUnit): LedgerPeriod {
  const year = day.slice(0, 4);
  if (unit === 'year') return periodNamed(year);
  const month = day.slice(5, 7);
  return periodNamed(unit === 'month' ? `${year}-${month}` : `${year}-Q${Math.ceil(Number(month) / 3)}`);
}

/** The periods of the same length just before and just after, so far as years are written with four digits from 1990 to 2199. */
export function neighboursOf({ from, to, unit }: LedgerPeriod): { before: string; after: string } {
  return { before: periodOn(addDays(from, -1), unit).name, after: periodOn(addDays(to, 1), unit).name };
}
