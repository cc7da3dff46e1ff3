import {
  addBusinessDays,
  type BusinessCalendar,
  isBusinessDay,
  nextBusinessDay,
} from '../../platform/business-days.js';
import { addDays, addMonths, daysBetween, type LocalDate } from '../../platform/local-time.js';

export const REPEAT_UNITS = ['business_day', 'week', 'month'] as const;
export type RepeatUnit = (typeof REPEAT_UNITS)[number];

/** How a step comes again: every so many business days, weeks or months, counted from its first day. */
export interface Rhythm {
  every: number;
  unit: RepeatUnit;
  /** The first day of the series; months keep its day, so the 31st is the 30th in April and the 31st again in May. */
  from: LocalDate;
}

/** The day of the series, and the day it is due: a closed day moves on to the next open one. */
export interface Occurrence {
  occursOn: LocalDate;
  dueOn: LocalDate;
}

/** More steps than a century of business days; only a date typed wrongly comes near it. */
const MOST_STEPS = 26_100;

/**
 * The next time after one was done: the first day of the series after both the one done and today. What was missed in
 * between is not made up for, and one done early does not come twice.
 */
export function nextOccurrence(
  rhythm: Rhythm,
  last: LocalDate,
  today: LocalDate,
  calendar: BusinessCalendar,
): Occurrence {
  const after = last > today ? last : today;
  const occursOn =
    rhythm.unit === 'business_day'
      ? byBusinessDays(rhythm.every, last, after, calendar)
      : byCalendar(rhythm, after);
  return { occursOn, dueOn: openOn(occursOn, calendar) };
}

/** A day, or the first open day after it when it is closed. */
export function openOn(day: LocalDate, calendar: BusinessCalendar): LocalDate {
  return isBusinessDay(day, calendar) ? day : nextBusinessDay(day, calendar);
}

function byBusinessDays(every: number, last: LocalDate, after: LocalDate, calendar: BusinessCalendar) {
  let at = last;
  for (let steps = 0; at <= after && steps < MOST_STEPS; steps++) at = addBusinessDays(at, every, calendar);
  return at;
}

function byCalendar({ every, unit, from }: Rhythm, after: LocalDate): LocalDate {
  if (unit === 'week') {
    const length = every * 7;
    const passed = Math.floor(daysBetween(from, after) / length);
    return addDays(from, Math.max(0, passed + 1) * length);
  }
  let times = 0;
  while (addMonths(from, times * every) <= after) times++;
  return addMonths(from, times * every);
}

/** `every 3 weeks`, `every business day`. */
export function rhythmInWords(every: number, unit: RepeatUnit): string {
  const name = unit === 'business_day' ? 'business day' : unit;
  return every === 1 ? `every ${name}` : `every ${every} ${name}s`;
}
