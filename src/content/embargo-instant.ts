import { instantOf } from '../platform/local-time.js';
import { embargoOf } from './rules/embargo.js';

/** The instant at which the embargo in a draft's values lifts in the department's zone, or null for immediate release. */
export function embargoInstant(
  values: Readonly<Record<string, string | number | null>>,
  zone: string,
): Date | null {
  const embargo = embargoOf(values);
  if (!embargo) return null;
  const [hour, minute] = embargo.time.split(':').map(Number);
  return instantOf(embargo.date, hour ?? 0, minute ?? 0, zone);
}
