import { sum } from './pace.js';

const MONTHS_BEFORE = 6;
const LEAST_MONTHS = 3;

/** Downloads in one full calendar month, `YYYY-MM`. */
export interface MonthCount {
  month: string;
  count: number;
}

/** A month far off the department's own pace; `usual` is the mean of the months before it. */
export interface UnusualMonth extends MonthCount {
  usual: number;
  direction: 'more' | 'fewer';
}

/**
 * Whether the last of these months is far off those before it: at least twice or at most half their mean (the six before it, or the
 * three or more there are), and more than three standard deviations of a Poisson count of that mean away, for which a mean below one
 * counts as one. Months are full, ascending and without gaps.
 */
export function unusualMonth(months: readonly MonthCount[]): UnusualMonth | null {
  const last = months.at(-1);
  const before = months.slice(0, -1).slice(-MONTHS_BEFORE);
  if (!last || before.length < LEAST_MONTHS) return null;
  const usual = sum(before.map(({ count }) => count)) / before.length;
  const far = Math.abs(last.count - usual) > 3 * Math.sqrt(Math.max(usual, 1));
  if (!far || (last.count < 2 * usual && 2 * last.count > usual)) return null;
  return { ...last, usual, direction: last.count > usual ? 'more' : 'fewer' };
}
