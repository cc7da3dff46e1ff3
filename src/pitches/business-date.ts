import { isLocalDate, localDate } from '../platform/local-time.js';
import { dateInFuture, dateUnknown } from './pitches.errors.js';

/**
 * A day somebody entered, or today in the department's zone when they entered none. It may be past, never future. Throws
 * `date_invalid` and `date_in_future` (422).
 */
export function businessDate(given: string | undefined, now: Date, zone: string, field: string): string {
  const today = localDate(now, zone);
  if (given === undefined) return today;
  if (!isLocalDate(given)) throw dateUnknown(field);
  if (given > today) throw dateInFuture(field);
  return given;
}
