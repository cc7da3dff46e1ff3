import { addMonths, isLocalDate, type LocalDate } from '../platform/local-time.js';

export type Unit = 'month' | 'quarter' | 'year';

export interface Period {
  from: LocalDate;
  to: LocalDate;
  /** What the days are counted by: months up to a year and a half, quarters up to five years, then years. */
  unit: Unit;
}

/** The days asked for; without any, the year up to today. Turned round, they are one day. */
export function periodOf(asked: { from?: string; to?: string }, today: LocalDate): Period {
  const to = isLocalDate(asked.to) ? asked.to : today;
  const wanted = isLocalDate(asked.from) ? asked.from : addMonths(to, -12);
  const from = wanted > to ? to : wanted;
  const unit = addMonths(from, 18) >= to ? 'month' : addMonths(from, 60) >= to ? 'quarter' : 'year';
  return { from, to, unit };
}

const LENGTH: Record<Unit, number> = { month: 1, quarter: 3, year: 12 };

/** First days of all units the period touches. At most 100, the last ones. */
export function unitsOf({ from, to, unit }: Period): LocalDate[] {
  const units: LocalDate[] = [];
  for (let day = beginOf(from, unit); day <= to; day = addMonths(day, LENGTH[unit])) units.push(day);
  return units.slice(-100);
}

/** First day of the unit a day is in. */
export function beginOf(day: LocalDate, unit: Unit): LocalDate {
  const month = Number(day.slice(5, 7));
  const first = unit === 'year' ? 1 : unit === 'quarter' ? month - ((month - 1) % 3) : month;
  return `${day.slice(0, 4)}-${String(first).padStart(2, '0')}-01`;
}

const MONTH = new Intl.DateTimeFormat('en-US', { month: 'short', timeZone: 'UTC' });

/** `Mar 19`, `Q1 19`, `2019`: short enough to stand under a column. */
export function unitLabel(day: LocalDate, unit: Unit): string {
  const year = day.slice(0, 4);
  if (unit === 'year') return year;
  const short = year.slice(2);
  if (unit === 'quarter') return `Q${Math.floor((Number(day.slice(5, 7)) + 2) / 3)} ${short}`;
  return `${MONTH.format(new Date(`${day}T00:00:00Z`))} ${short}`;
}

/** The same under a row of columns: the year stands with the first and with each January only. */
export function axisLabels(units: readonly LocalDate[], unit: Unit): string[] {
  return units.map((day, at) => {
    const label = unitLabel(day, unit);
    return unit === 'year' || at === 0 || day.slice(5, 7) === '01' ? label : (label.split(' ')[0] ?? label);
  });
}

/** Last days of the quarters up to a day, the day itself last; at most `most`. */
export function quarterEnds(from: LocalDate, to: LocalDate, most: number): LocalDate[] {
  const ends: LocalDate[] = [];
  for (let day = beginOf(from, 'quarter'); day <= to; day = addMonths(day, 3)) {
    const next = addMonths(day, 3);
    const end = dayBefore(next);
    ends.push(end < to ? end : to);
  }
  return [...new Set(ends)].slice(-most);
}

function dayBefore(day: LocalDate): LocalDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
