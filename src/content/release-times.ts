import { instantOf } from '../platform/local-time.js';
import { embargoInstant } from './embargo-instant.js';

/** A day and a time on the department's clocks. */
export interface LocalMoment {
  date: string;
  time: string;
}

/** The instant of a local moment in a zone; see instantOf for hours that clocks skip or show twice. */
export function momentIn({ date, time }: LocalMoment, zone: string): Date {
  const [hour, minute] = time.split(':').map(Number);
  return instantOf(date, hour ?? 0, minute ?? 0, zone);
}

/**
 * When a text that was given a release time may go: at that time, and not before its embargo lifts, both read in the zone the
 * department has now. Pure.
 */
export function goesAt(
  moment: LocalMoment,
  values: Readonly<Record<string, string | number | null>>,
  zone: string,
): Date {
  const at = momentIn(moment, zone);
  const embargo = embargoInstant(values, zone);
  return embargo && embargo > at ? embargo : at;
}
