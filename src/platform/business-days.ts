import { federalHolidays, weekdayOf } from './federal-holidays.js';
import { addDays, type LocalDate } from './local-time.js';

/** On which days an office is open: on the open days of its week, unless a day is off. */
export interface BusinessCalendar {
  /** 1 Monday to 7 Sunday. */
  days: readonly number[];
  /** Whether the office is closed on a day on which its week would have it open. */
  isOff(day: LocalDate): boolean;
}

/** What an office says of one day, whatever the law says: closed (`off`), or open although it is a holiday. */
export interface SaidDay {
  day: LocalDate;
  off: boolean;
}

/** Longer than any office closes; one that says it is closed all year would make nothing due. */
const FURTHEST = 366;

/** The calendar of an office that keeps the federal holidays, but for the days it has said otherwise. */
export function businessCalendar(days: readonly number[], said: readonly SaidDay[] = []): BusinessCalendar {
  const own = new Map(said.map(({ day, off }) => [day, off]));
  const byYear = new Map<number, Set<LocalDate>>();
  const federal = (day: LocalDate): boolean => {
    const year = Number(day.slice(0, 4));
    const known = byYear.get(year) ?? new Set(federalHolidays(year).map((holiday) => holiday.day));
    byYear.set(year, known);
    return known.has(day);
  };
  return { days, isOff: (day) => own.get(day) ?? federal(day) };
}

/** Whether an office is open on a day. */
export function isBusinessDay(day: LocalDate, calendar: BusinessCalendar): boolean {
  return calendar.days.includes(weekdayOf(day)) && !calendar.isOff(day);
}

/** The first open day after a day. An office that never opens would make nothing due: then it is the next calendar day. */
export function nextBusinessDay(day: LocalDate, calendar: BusinessCalendar): LocalDate {
  if (calendar.days.length === 0) return addDays(day, 1);
  for (let ahead = 1; ahead <= FURTHEST; ahead++) {
    const next = addDays(day, ahead);
    if (isBusinessDay(next, calendar)) return next;
  }
  return addDays(day, 1);
}

/** The n-th open day after a day, n from 1. */
export function addBusinessDays(day: LocalDate, count: number, calendar: BusinessCalendar): LocalDate {
  let at = day;
  for (let left = count; left > 0; left--) at = nextBusinessDay(at, calendar);
  return at;
}
