import { Temporal } from 'temporal-polyfill';

const A_DAY_MS = 86_400_000;

/** A calendar day, `YYYY-MM-DD`. */
export type LocalDate = string;

interface Day {
  date: LocalDate;
  /** The day's instants: from the first up to, not including, the second. */
  from: number;
  until: number;
}

/** Days asked for lately, by zone and by the day in UTC they share instants with. */
const days = new Map<string, Day[]>();
/** Some ten years of all the zones of one country. */
const MOST_DAYS = 30_000;

/**
 * The calendar day of an instant in an IANA zone. The zone's days are remembered, since thousands of downloads happen on the same
 * few: a tenth of a microsecond instead of fifty.
 */
export function localDate(instant: Date, zone: string): LocalDate {
  const at = instant.getTime();
  const key = `${zone} ${Math.floor(at / A_DAY_MS)}`;
  const known = days.get(key);
  for (const day of known ?? []) if (day.from <= at && at < day.until) return day.date;
  const day = dayOf(instant, zone);
  if (days.size >= MOST_DAYS) days.clear();
  days.set(key, [...(known ?? []), day]);
  return day.date;
}

function dayOf(instant: Date, zone: string): Day {
  const start = zoned(instant, zone).startOfDay();
  return {
    date: start.toPlainDate().toString(),
    from: start.epochMilliseconds,
    until: start.add({ days: 1 }).startOfDay().epochMilliseconds,
  };
}

/** Hour and minute of an instant in an IANA zone. */
export function localTime(instant: Date, zone: string): { hour: number; minute: number } {
  const at = zoned(instant, zone);
  return { hour: at.hour, minute: at.minute };
}

/**
 * The instant at which a zone's clocks show this day and time. A time skipped by daylight saving becomes the same
 * distance after the gap, one that occurs twice its first occurrence (RFC 5545 section 3.3.5 reads it the same way).
 */
export function instantOf(date: LocalDate, hour: number, minute: number, zone: string): Date {
  const at = Temporal.PlainDate.from(date)
    .toPlainDateTime({ hour, minute })
    .toZonedDateTime(zone, { disambiguation: 'compatible' });
  return new Date(at.epochMilliseconds);
}

/** The first instant of a calendar day in a zone (not every day begins at midnight). */
export function startOfDay(date: LocalDate, zone: string): Date {
  return new Date(Temporal.PlainDate.from(date).toZonedDateTime(zone).startOfDay().epochMilliseconds);
}

/** Whole days from a to b; negative when b is earlier. */
export function daysBetween(a: LocalDate, b: LocalDate): number {
  // ECMAScript reads a date alone as midnight in UTC, where every day has as many hours; twenty times as fast as by Temporal.
  return (Date.parse(b) - Date.parse(a)) / A_DAY_MS;
}

/** The day n days later (or earlier, when negative). */
export function addDays(date: LocalDate, days: number): LocalDate {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** The same day n months later; days 29 to 31 fall back to the month's last day. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  return Temporal.PlainDate.from(date).add({ months }, { overflow: 'constrain' }).toString();
}

/** Whether the text is a real calendar day in the form YYYY-MM-DD. */
export function isLocalDate(text: unknown): text is LocalDate {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

/** Whether the text names an IANA zone this runtime knows. */
export function isTimeZone(text: unknown): text is string {
  if (typeof text !== 'string' || text.length === 0 || text.length > 64) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

function zoned(instant: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
}
