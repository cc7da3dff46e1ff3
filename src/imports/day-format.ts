import { isLocalDate } from '../platform/local-time.js';

/** In which order a list writes its days; `ymd` is read in every list. */
export const DAY_ORDERS = ['mdy', 'dmy', 'ymd'] as const;
export type DayOrder = (typeof DAY_ORDERS)[number];

export const DAY_ORDER_LABELS: Record<DayOrder, string> = {
  mdy: 'Month, day, year (3/22/2018)',
  dmy: 'Day, month, year (22.3.2018)',
  ymd: 'Year, month, day (2018-03-22)',
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/;
const NUMBERS = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:,? .*)?$/;
const MONTH_FIRST = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:,? .*)?$/i;
const DAY_FIRST = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4}|\d{2})(?:,? .*)?$/i;

/**
 * The order of a column of days, from cells that leave no choice: a first number above 12 is a day, a second one too is. Where none
 * does, dots speak for the day first, and everything else for the month, as American lists write it.
 */
export function detectDayOrder(cells: Iterable<string>): DayOrder {
  let [iso, dotted, others] = [0, 0, 0];
  for (const cell of cells) {
    if (ISO.test(cell)) {
      iso++;
      continue;
    }
    const numbers = NUMBERS.exec(cell);
    if (!numbers) continue;
    if (Number(numbers[1]) > 12) return 'dmy';
    if (Number(numbers[2]) > 12) return 'mdy';
    if (cell.includes('.')) dotted++;
    else others++;
  }
  if (dotted + others === 0) return iso > 0 ? 'ymd' : 'mdy';
  return dotted > others ? 'dmy' : 'mdy';
}

/** A day as `YYYY-MM-DD`, or null for a text that is none. A year of two digits lies in 1970 to 2069. */
export function readDay(cell: string, order: DayOrder): string | null {
  const iso = ISO.exec(cell);
  if (iso) return day(iso[1], iso[2], iso[3]);
  const numbers = NUMBERS.exec(cell);
  if (numbers) {
    const [, first, second, year] = numbers;
    return order === 'dmy' ? day(year, second, first) : day(year, first, second);
  }
  const worded = MONTH_FIRST.exec(cell);
  if (worded) return day(worded[3], month(worded[1]), worded[2]);
  const turned = DAY_FIRST.exec(cell);
  return turned ? day(turned[3], month(turned[2]), turned[1]) : null;
}

function month(word = ''): string {
  return String(MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1);
}

function day(year = '', monthOf = '', dayOf = ''): string | null {
  const full = year.length === 2 ? String(Number(year) + (Number(year) < 70 ? 2000 : 1900)) : year;
  const text = `${full}-${monthOf.padStart(2, '0')}-${dayOf.padStart(2, '0')}`;
  return isLocalDate(text) ? text : null;
}
