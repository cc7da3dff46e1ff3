import { addDays, type LocalDate } from './local-time.js';

/** A public holiday, on the day offices are closed for it. */
export interface Holiday {
  day: LocalDate;
  name: string;
}

type Falls = { month: number; date: number } | { month: number; weekday: number; nth: number };

interface Rule {
  name: string;
  falls: Falls;
  /** The first year it was kept as it is now. */
  since: number;
}

const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;
const SUNDAY = 7;
const LAST = -1;

/** 5 U.S.C. 6103(a). Inauguration Day, 6103(c), closes offices in and around Washington only and is not counted. */
const RULES: readonly Rule[] = [
  { name: 'New Year’s Day', falls: { month: 1, date: 1 }, since: 0 },
  { name: 'Birthday of Martin Luther King, Jr.', falls: { month: 1, weekday: MONDAY, nth: 3 }, since: 1986 },
  { name: 'Washington’s Birthday', falls: { month: 2, weekday: MONDAY, nth: 3 }, since: 1971 },
  { name: 'Memorial Day', falls: { month: 5, weekday: MONDAY, nth: LAST }, since: 1971 },
  // Public Law 117-17, signed on 17 June 2021: offices closed for the first time the day after.
  { name: 'Juneteenth', falls: { month: 6, date: 19 }, since: 2021 },
  { name: 'Independence Day', falls: { month: 7, date: 4 }, since: 0 },
  { name: 'Labor Day', falls: { month: 9, weekday: MONDAY, nth: 1 }, since: 0 },
  { name: 'Columbus Day', falls: { month: 10, weekday: MONDAY, nth: 2 }, since: 1971 },
  { name: 'Veterans Day', falls: { month: 11, date: 11 }, since: 1978 },
  { name: 'Thanksgiving Day', falls: { month: 11, weekday: THURSDAY, nth: 4 }, since: 1942 },
  { name: 'Christmas Day', falls: { month: 12, date: 25 }, since: 0 },
];

/**
 * The federal holidays of a calendar year in their order, on the days they are observed: one that falls on a Saturday on the
 * Friday before (5 U.S.C. 6103(b)(1)), one on a Sunday on the Monday after (Executive Order 11582). New Year's Day may so be
 * observed on 31 December; it belongs to the year of its observance here, so that each day is in exactly one year's list.
 */
export function federalHolidays(year: number): Holiday[] {
  return [year, year + 1]
    .flatMap((of) => RULES.filter(({ since }) => of >= since).map((rule) => observed(rule, of)))
    .filter(({ day }) => day.startsWith(yearText(year)));
}

function observed({ name, falls }: Rule, year: number): Holiday {
  if ('weekday' in falls) return { name, day: nthWeekday(year, falls.month, falls.weekday, falls.nth) };
  const day = dayOf(year, falls.month, falls.date);
  const weekday = weekdayOf(day);
  if (weekday === SATURDAY) return { name, day: addDays(day, -1) };
  return { name, day: weekday === SUNDAY ? addDays(day, 1) : day };
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): LocalDate {
  if (nth === LAST) {
    const last = addDays(dayOf(year, month + 1, 1), -1);
    return addDays(last, -((weekdayOf(last) - weekday + 7) % 7));
  }
  const first = dayOf(year, month, 1);
  return addDays(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1));
}

/** The day of the week, 1 Monday to 7 Sunday. */
export function weekdayOf(day: LocalDate): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || SUNDAY;
}

function dayOf(year: number, month: number, date: number): LocalDate {
  return `${yearText(year)}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

function yearText(year: number): string {
  return String(year).padStart(4, '0');
}
