import type { BusinessHours } from '../organisation/organisation.queries.js';
import { addDays, instantOf, localDate, localTime } from '../platform/local-time.js';

/** How long a reviewer has: two business days for each step. */
export const REVIEW_BUSINESS_DAYS = 2;

/**
 * The instant by which work that arrived at `from` is due: close of business on the n-th business day after the day it
 * counts as received. What arrives on a closed day, or after closing, counts as received on the next business day.
 */
export function dueTime(from: Date, businessDays: number, hours: BusinessHours, zone: string): Date {
  // An office that closes at midnight closes at the last minute of its day.
  const closes = Math.min(hours.to, 24 - 1 / 60);
  let day = localDate(from, zone);
  const { hour, minute } = localTime(from, zone);
  if (hour + minute / 60 >= hours.to || !isOpen(day, hours)) day = nextOpenDay(day, hours);
  for (let left = businessDays; left > 0; left--) day = nextOpenDay(day, hours);
  return instantOf(day, Math.floor(closes), Math.round((closes % 1) * 60), zone);
}

function isOpen(day: string, hours: BusinessHours): boolean {
  const sundayFirst = new Date(`${day}T00:00:00Z`).getUTCDay();
  return hours.days.includes(sundayFirst === 0 ? 7 : sundayFirst);
}

function nextOpenDay(day: string, hours: BusinessHours): string {
  for (let i = 1; i <= 7; i++) {
    const next = addDays(day, i);
    if (isOpen(next, hours)) return next;
  }
  // A desk that never opens would make nothing due; the next calendar day is the honest fallback.
  return addDays(day, 1);
}
