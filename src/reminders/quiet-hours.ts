import { addDays, instantOf, localDate, localTime } from '../platform/local-time.js';

/** Local hours in which no reminder leaves: from the first up to, not including, the second; over midnight when it is the smaller. */
export interface QuietHours {
  /** 0 to 23. */
  from: number;
  /** 0 to 23, another hour than `from`. */
  until: number;
}

/** Whether an hour of the day lies in the quiet ones. */
export function isQuiet(hour: number, { from, until }: QuietHours): boolean {
  return from < until ? hour >= from && hour < until : hour >= from || hour < until;
}

/** When the quiet hours end that an instant lies in, in a zone; null outside of them. What was missed waits for the morning. */
export function quietUntil(at: Date, quiet: QuietHours | null, timeZone: string): Date | null {
  if (quiet === null) return null;
  const { hour } = localTime(at, timeZone);
  if (!isQuiet(hour, quiet)) return null;
  const today = localDate(at, timeZone);
  return instantOf(hour < quiet.until ? today : addDays(today, 1), quiet.until, 0, timeZone);
}
