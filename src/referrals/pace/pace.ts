import { addDays, type LocalDate } from '../../platform/local-time.js';

/** So many full weeks are looked at; the pace compares the later half with the earlier. */
export const WEEKS = 8;
const HALF = WEEKS / 2;

/** Downloads on one local day. */
export interface DayCount {
  day: LocalDate;
  count: number;
}

/** Downloads a week: of the last four full weeks, and of the four before them. */
export interface Pace {
  lately: number;
  /** Null where the partnership was not active for a full week of that time. */
  before: number | null;
  /** How much faster it goes lately, as a share of before; null where there was nothing to compare with. */
  change: number | null;
}

/**
 * Counts of full weeks of seven days, the latest first, today left out; only weeks that lie wholly on or after the first active day,
 * and at most eight.
 */
export function fullWeeks(days: readonly DayCount[], activeOn: LocalDate, today: LocalDate): number[] {
  const weeks: number[] = [];
  for (let week = 1; week <= WEEKS; week++) {
    const [from, until] = [addDays(today, -7 * week), addDays(today, -7 * (week - 1))];
    if (from < activeOn) break;
    weeks.push(sum(days.filter(({ day }) => from <= day && day < until).map(({ count }) => count)));
  }
  return weeks;
}

/** The pace by full weeks, the latest first; null before the first. */
export function paceOf(weeks: readonly number[]): Pace | null {
  if (weeks.length === 0) return null;
  const lately = mean(weeks.slice(0, HALF));
  const earlier = weeks.slice(HALF, WEEKS);
  const before = earlier.length > 0 ? mean(earlier) : null;
  return { lately, before, change: before ? lately / before - 1 : null };
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
