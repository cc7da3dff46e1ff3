import type { OfficeHours } from '../../organisation/organisation.queries.js';
import { addBusinessDays, isBusinessDay, nextBusinessDay } from '../../platform/business-days.js';
import { instantOf, localDate, localTime } from '../../platform/local-time.js';

/** The vendor's business days and hours; the zone is the department's. */
type Hours = Omit<OfficeHours, 'timeZone'>;

/**
 * The first instant from `at` on at which mail may reach a department: on a business day of the vendor's, within its
 * hours, read on the department's clock.
 */
export function nextOpening(at: Date, office: Hours, zone: string): Date {
  const { from, to } = office.to > office.from ? office : { from: 0, to: 24 };
  const day = localDate(at, zone);
  const { hour, minute } = localTime(at, zone);
  const clock = hour + minute / 60;
  if (isBusinessDay(day, office)) {
    if (clock < from) return instantOf(day, from, 0, zone);
    if (clock < to) return at;
  }
  return instantOf(nextBusinessDay(day, office), from, 0, zone);
}

/**
 * When a step is due: so many business days after what it follows, at the same time of day. What happened outside of
 * the hours counts as of the next opening; zero days is that opening itself.
 */
export function sendTime(after: Date, businessDays: number, office: Hours, zone: string): Date {
  const start = nextOpening(after, office, zone);
  if (businessDays === 0) return start;
  const { hour, minute } = localTime(start, zone);
  const day = addBusinessDays(localDate(start, zone), businessDays, office);
  // A time that the change of clocks skips on that day could end up after closing.
  return nextOpening(instantOf(day, hour, minute, zone), office, zone);
}
