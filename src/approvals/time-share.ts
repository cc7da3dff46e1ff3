import type { OfficeHours } from '../organisation/organisation.queries.js';
import { isBusinessDay } from '../platform/business-days.js';
import { addDays, instantOf, type LocalDate, localDate } from '../platform/local-time.js';

/** At these per cent of a reviewer's time somebody is told: half of it is over, all of it, half as much again. */
export const SHARES = [50, 100, 150] as const;
export type Share = (typeof SHARES)[number];

/** Far longer than any review: keeps a calendar without open days from being walked for ever. */
const FURTHEST_DAYS = 800;

type Office = Omit<OfficeHours, 'timeZone'>;

/**
 * The instant at which so many per cent of the time from `from` to `due` are over, counted in open hours of the office:
 * nights, weekends and days off do not pass. Without open hours in between, every hour counts.
 */
export function instantAtShare(from: Date, due: Date, percent: number, office: Office, zone: string): Date {
  if (percent === 100) return due;
  let total = 0;
  for (const [opens, closes] of openHours(from, office, zone)) {
    if (opens >= due.getTime()) break;
    total += Math.min(closes, due.getTime()) - opens;
  }
  const plain = new Date(from.getTime() + ((due.getTime() - from.getTime()) * percent) / 100);
  if (total <= 0) return plain;
  let left = (total * percent) / 100;
  for (const [opens, closes] of openHours(from, office, zone)) {
    if (left <= closes - opens) return new Date(opens + left);
    left -= closes - opens;
  }
  return plain;
}

/** The office's open stretches from an instant on, as milliseconds from and to. */
function* openHours(from: Date, office: Office, zone: string): Generator<[number, number]> {
  let day: LocalDate = localDate(from, zone);
  for (let walked = 0; walked < FURTHEST_DAYS; walked++, day = addDays(day, 1)) {
    if (!isBusinessDay(day, office)) continue;
    const opens = Math.max(at(day, office.from, zone), from.getTime());
    const closes = at(day, office.to, zone);
    if (closes > opens) yield [opens, closes];
  }
}

/** An office that closes at midnight closes at the last minute of its day. */
function at(day: LocalDate, hours: number, zone: string): number {
  const inDay = Math.min(hours, 24 - 1 / 60);
  return instantOf(day, Math.floor(inDay), Math.round((inDay % 1) * 60), zone).getTime();
}
