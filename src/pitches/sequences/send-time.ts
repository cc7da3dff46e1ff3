import type { BusinessHours } from '../../organisation/organisation.queries.js';
import { addBusinessDays, isBusinessDay, nextBusinessDay } from '../../platform/business-days.js';
import { instantOf, localDate, localTime } from '../../platform/local-time.js';

/**
 * The first instant from `at` on at which mail may reach a department: on an open day of the vendor's week, within its
 * hours, read on the department's clock.
 */
export function nextOpening(at: Date, hours: BusinessHours, zone: string): Date {
  const { days, from, to } = hours.to > hours.from ? hours : { ...hours, from: 0, to: 24 };
  const day = localDate(at, zone);
  const { hour, minute } = localTime(at, zone);
  const clock = hour + minute / 60;
  if (isBusinessDay(day, days)) {
    if (clock < from) return instantOf(day, from, 0, zone);
    if (clock < to) return at;
  }
  return instantOf(nextBusinessDay(day, days), from, 0, zone);
}

/**
 * When a step is due: so many business days after what it follows, at the same time of day. What happened outside of
 * the hours counts as of the next opening; zero days is that opening itself.
 */
export function sendTime(after: Date, businessDays: number, hours: BusinessHours, zone: string): Date {
  const start = nextOpening(after, hours, zone);
  if (businessDays === 0) return start;
  const { hour, minute } = localTime(start, zone);
  const day = addBusinessDays(localDate(start, zone), businessDays, hours.days);
  // A time that the change of clocks skips on that day could end up after closing.
  return nextOpening(instantOf(day, hour, minute, zone), hours, zone);
}
