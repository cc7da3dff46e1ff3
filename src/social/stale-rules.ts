import { daysBetween, type LocalDate } from '../platform/local-time.js';
import { STALE_AFTER_DAYS } from './network-rules.js';

/** Whether figures compared with their sources on one day are to be compared again on another. Pure. */
export function isStale(checkedOn: LocalDate, today: LocalDate): boolean {
  return daysBetween(checkedOn, today) > STALE_AFTER_DAYS;
}
