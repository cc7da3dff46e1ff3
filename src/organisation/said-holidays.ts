import type { FieldError } from '../platform/errors.js';
import { federalHolidays } from '../platform/federal-holidays.js';
import { isLocalDate, type LocalDate } from '../platform/local-time.js';

/** What the vendor says of one day: its name, and whether the office is closed (`off`) or open on a federal holiday. */
export interface SaidHoliday {
  day: LocalDate;
  name: string;
  off: boolean;
}

const FIRST_YEAR = 1978;
const LAST_YEAR = 2399;

/** The federal holiday observed on a day, or undefined. */
export function federalHolidayOn(day: LocalDate): string | undefined {
  return federalHolidays(Number(day.slice(0, 4))).find((holiday) => holiday.day === day)?.name;
}

/**
 * Reads what is said of days into rows with a name each, in the order of the days, or says what is wrong with it: a day that is none
 * or said twice, a day off without a name or on a federal holiday (closed as it is), an open day that is no holiday.
 */
export function readSaidHolidays(
  said: readonly { day: string; name?: string; off: boolean }[],
  fieldOf: (index: number, part: 'day' | 'name') => string,
): { rows: SaidHoliday[]; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const rows: SaidHoliday[] = [];
  const seen = new Set<LocalDate>();
  for (const [index, { day, off, name: given }] of said.entries()) {
    const fault = (part: 'day' | 'name', message: string) =>
      errors.push({ field: fieldOf(index, part), message });
    const year = Number(day.slice(0, 4));
    if (!isLocalDate(day) || year < FIRST_YEAR || year > LAST_YEAR) {
      fault('day', `Enter a day between ${FIRST_YEAR} and ${LAST_YEAR}, as YYYY-MM-DD.`);
      continue;
    }
    const federal = federalHolidayOn(day);
    const name = given?.trim() || (off ? '' : (federal ?? ''));
    if (seen.has(day)) fault('day', 'This day stands here twice.');
    else if (off && federal) fault('day', 'A federal holiday: the office is closed on this day as it is.');
    else if (!off && !federal) fault('day', 'No federal holiday: only those can be taken as open.');
    else if (name === '') fault('name', 'Say what the day is.');
    seen.add(day);
    rows.push({ day, name, off });
  }
  return { rows: rows.sort((a, b) => (a.day < b.day ? -1 : 1)), errors };
}
