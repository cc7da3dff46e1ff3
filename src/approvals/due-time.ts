import type { OfficeHours } from '../organisation/organisation.queries.js';
import { addBusinessDays, isBusinessDay, nextBusinessDay } from '../platform/business-days.js';
import { instantOf, localDate, localTime } from '../platform/local-time.js';

/** How long a reviewer has: two business days for each step. */
export const REVIEW_BUSINESS_DAYS = 2;

/**
 * The instant by which work that arrived at `from` is due: close of business on the n-th business day after the day it
 * counts as received. What arrives on a closed day, or after closing, counts as received on the next business day.
 */
export function dueTime(
  from: Date,
  businessDays: number,
  office: Omit<OfficeHours, 'timeZone'>,
  zone: string,
): Date {
  // An office that closes at midnight closes at the last minute of its day.
  const closes = Math.min(office.to, 24 - 1 / 60);
  let day = localDate(from, zone);
  const { hour, minute } = localTime(from, zone);
  if (hour + minute / 60 >= office.to || !isBusinessDay(day, office)) day = nextBusinessDay(day, office);
  day = addBusinessDays(day, businessDays, office);
  return instantOf(day, Math.floor(closes), Math.round((closes % 1) * 60), zone);
}
