import { Temporal } from 'temporal-polyfill';
import { businessCalendar, isBusinessDay } from '../platform/business-days.js';
import { addDays } from '../platform/local-time.js';

/**
 * When a monthly reminder is due. Pure. Every rule has exactly one day in every month, and the hour is the
 * department's local one whatever daylight saving does. Source: product.md, "Reminder".
 */

/** ISO weekday, 1 = Monday … 7 = Sunday; `nth` 5 means the last one of the month. */
export interface WeekdayRule {
  weekday: number;
  nth: number;
}
export type ReminderRule = { dayOfMonth: number } | { last: true } | WeekdayRule;

/** A month, `YYYY-MM`. */
export type Period = string;

export interface Timetable {
  rule: ReminderRule;
  /** Local hour, 0 to 23. */
  hour: number;
  /** Only on days on which offices are open; the month never changes for it. Left out: any day. */
  businessDays?: boolean;
  /** First local day on which a reminder may fall. */
  startOn: string | null;
  timeZone: string;
}

/** Zones are slow to work with, and thousands of departments share a day, an hour and a zone: answers are kept. */
class Kept<T> {
  private readonly answers = new Map<string, T>();

  of(key: string, work: () => T): T {
    let answer = this.answers.get(key);
    if (answer === undefined) {
      if (this.answers.size >= 5_000) this.answers.clear();
      answer = work();
      this.answers.set(key, answer);
    }
    return answer;
  }
}
const instants = new Kept<{ date: string; at: number }>();
const periods = new Kept<Period>();

export interface Occurrence {
  period: Period;
  /** Local day, `YYYY-MM-DD`. */
  date: string;
  at: Date;
}

/** The rule's day in a month; days 29 to 31 fall back to the last day of a shorter month. */
export function dayIn(rule: ReminderRule, period: Period): string {
  const month = Temporal.PlainYearMonth.from(period);
  if ('last' in rule) return month.toPlainDate({ day: month.daysInMonth }).toString();
  if ('dayOfMonth' in rule) {
    return month.toPlainDate({ day: Math.min(rule.dayOfMonth, month.daysInMonth) }).toString();
  }
  const first = month.toPlainDate({ day: 1 });
  const toWeekday = (rule.weekday - first.dayOfWeek + 7) % 7;
  const day = 1 + toWeekday + (rule.nth - 1) * 7;
  return month.toPlainDate({ day: day > month.daysInMonth ? day - 7 : day }).toString();
}

/** Monday to Friday without the federal holidays: the desk that is to post is the department's, not the vendor's. */
const OFFICE = businessCalendar([1, 2, 3, 4, 5]);

/** The open day for a day: itself, else the next one of its month, else the one before it. Every month has open days. */
export function businessDayFor(day: string): string {
  const month = day.slice(0, 7);
  for (let at = day; at.startsWith(month); at = addDays(at, 1)) if (isBusinessDay(at, OFFICE)) return at;
  let at = day;
  while (!isBusinessDay(at, OFFICE)) at = addDays(at, -1);
  return at;
}

/** The instant due in a month. An hour that daylight saving skips moves on to the next one that exists. */
export function occurrenceIn(timetable: Timetable, period: Period): Occurrence {
  const { rule, hour, timeZone, businessDays = false } = timetable;
  const found = instants.of(`${period} ${JSON.stringify(rule)} ${hour} ${businessDays} ${timeZone}`, () => {
    const day = dayIn(rule, period);
    const date = businessDays ? businessDayFor(day) : day;
    const at = Temporal.PlainDate.from(date)
      .toPlainDateTime({ hour })
      .toZonedDateTime(timeZone, { disambiguation: 'compatible' });
    return { date, at: at.epochMilliseconds };
  });
  return { period, date: found.date, at: new Date(found.at) };
}

/** The month an instant falls in, locally. */
export function periodOf(instant: Date, timeZone: string): Period {
  return periods.of(`${instant.getTime()} ${timeZone}`, () =>
    Temporal.Instant.fromEpochMilliseconds(instant.getTime())
      .toZonedDateTimeISO(timeZone)
      .toPlainDate()
      .toPlainYearMonth()
      .toString(),
  );
}

export function nextPeriod(period: Period): Period {
  const [year, month] = period.split('-').map(Number) as [number, number];
  return month === 12
    ? `${String(year + 1).padStart(4, '0')}-01`
    : `${period.slice(0, 5)}${String(month + 1).padStart(2, '0')}`;
}

/** The first occurrence strictly after an instant, and on or after `startOn`. */
export function nextOccurrence(timetable: Timetable, after: Date): Occurrence {
  const fromMonth = periodOf(after, timetable.timeZone);
  const startMonth = timetable.startOn?.slice(0, 7) ?? fromMonth;
  let period = startMonth > fromMonth ? startMonth : fromMonth;
  // At most the third month qualifies: one may lie before `after`, one before `startOn`.
  for (;;) {
    const occurrence = occurrenceIn(timetable, period);
    const started = timetable.startOn === null || occurrence.date >= timetable.startOn;
    if (started && occurrence.at > after) return occurrence;
    period = nextPeriod(period);
  }
}

/** Every occurrence in (after, through], oldest first: what a missed night left undecided. */
export function occurrencesBetween(timetable: Timetable, after: Date, through: Date): Occurrence[] {
  const found: Occurrence[] = [];
  for (let cursor = after; ;) {
    const occurrence = nextOccurrence(timetable, cursor);
    if (occurrence.at > through) return found;
    found.push(occurrence);
    cursor = occurrence.at;
  }
}

/** The default of a partnership announced on a day: that day each month, from the month after it. */
export function defaultRule(announcedOn: string): { rule: ReminderRule; startOn: string } {
  const day = Temporal.PlainDate.from(announcedOn);
  return {
    rule: { dayOfMonth: day.day },
    startOn: day.toPlainYearMonth().add({ months: 1 }).toPlainDate({ day: 1 }).toString(),
  };
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const NTH = ['first', 'second', 'third', 'fourth', 'last'];

/** The rule in words: "The 22nd of each month", "The first Tuesday of each month". */
export function ruleInWords(rule: ReminderRule): string {
  const day =
    'last' in rule
      ? 'last day'
      : 'dayOfMonth' in rule
        ? ordinalDay(rule.dayOfMonth)
        : `${NTH[rule.nth - 1]} ${WEEKDAYS[rule.weekday - 1]}`;
  return `The ${day} of each month`;
}

function ordinalDay(day: number): string {
  const suffix = day >= 11 && day <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${suffix}`;
}
