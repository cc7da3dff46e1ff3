import { daysBetween } from '../platform/local-time.js';

/** The business dates that matter to the public's count of silent days (`YYYY-MM-DD`, the department's zone). */
export interface DisclosureDates {
  activeOn: string | null;
  announcedOn: string | null;
  endedOn: string | null;
}

/**
 * Days a partnership ran before the public was told: announced on, else ended on, else today, less active on.
 * Never below 0; 0 while the link is not active.. `today` is the department's local date.
 */
export function undisclosedDays(dates: DisclosureDates, today: string): number {
  if (dates.activeOn === null) return 0;
  return Math.max(0, daysBetween(dates.activeOn, dates.announcedOn ?? dates.endedOn ?? today));
}
