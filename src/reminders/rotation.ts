import type { Period } from './next-occurrence.js';

/**
 * Templates take turns, month by month, each department beginning at its own: so nobody reads the same words twice running, and in
 * every month all of them are out, which makes their postings comparable. The one whose turn it is comes first. Pure.
 */
export function inTurnOf<T>(templates: readonly T[], partnershipId: string, period: Period): T[] {
  if (templates.length === 0) return [];
  const [year, month] = period.split('-').map(Number) as [number, number];
  const first = (startOf(partnershipId) + year * 12 + month) % templates.length;
  return [...templates.slice(first), ...templates.slice(0, first)];
}

/** A number that stays with a partnership; the end of its id is random. */
function startOf(partnershipId: string): number {
  return Number.parseInt(partnershipId.slice(-6), 16);
}
