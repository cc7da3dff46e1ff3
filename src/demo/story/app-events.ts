import type { AppEvent } from '../desk.js';

const ALIAS = 'pittsburgpdks';

/** n installs spread evenly from one instant to another, with ids that name their batch. */
export function installs(batch: string, n: number, from: string, to: string, alias = ALIAS): AppEvent[] {
  const start = Date.parse(from);
  const step = n > 1 ? (Date.parse(to) - start) / (n - 1) : 0;
  return Array.from({ length: n }, (_, i) => ({
    id: `${batch}-${String(i + 1).padStart(3, '0')}`,
    kind: 'install' as const,
    alias,
    at: new Date(start + Math.round(step * i)).toISOString(),
  }));
}

const other = (id: string, kind: AppEvent['kind'], at: string, alias = ALIAS): AppEvent => ({
  id,
  kind,
  alias,
  at,
});

/** What the hook had been sent by the evening of 12 March: 19 that count and one from before the active day. */
export const BY_12_MARCH = [
  other('early-001', 'install', '2019-03-10T18:00:00Z'),
  ...installs('mar', 19, '2019-03-12T13:00:00Z', '2019-03-12T22:00:00Z'),
];
/** The 20th. */
export const ON_13_MARCH = installs('mar13', 1, '2019-03-13T15:00:00Z', '2019-03-13T15:00:00Z');
/** 22 more to 42 by the morning of the announcement; the 40th on 20 April. */
export const BY_22_APRIL = [
  ...installs('apr', 19, '2019-03-15T15:00:00Z', '2019-04-19T15:00:00Z'),
  ...installs('apr20', 1, '2019-04-20T15:00:00Z', '2019-04-20T15:00:00Z'),
  ...installs('apr21', 2, '2019-04-21T15:00:00Z', '2019-04-21T20:00:00Z'),
];
/** 23:30 in Pittsburg on 22 April, already the 23rd in London. */
export const LATE_ON_22_APRIL = installs('apr22', 1, '2019-04-23T04:30:00Z', '2019-04-23T04:30:00Z');
/** The rest of May: 36 that count to 79, and what does not. */
export const IN_MAY = [
  ...installs('may', 36, '2019-04-24T15:00:00Z', '2019-05-30T15:00:00Z'),
  ...Array.from({ length: 6 }, (_, i) => other(`re-${i + 1}`, 'reinstall', `2019-05-1${i}T15:00:00Z`)),
  ...Array.from({ length: 3 }, (_, i) => other(`open-${i + 1}`, 'open', `2019-05-2${i}T15:00:00Z`)),
  other('stray-1', 'install', '2019-04-14T15:00:00Z', 'pittsburgpdk'),
  other('stray-2', 'install', '2019-04-14T16:00:00Z', 'pittsburgpdk'),
];
const ALL = [...BY_12_MARCH, ...ON_13_MARCH, ...BY_22_APRIL, ...LATE_ON_22_APRIL, ...IN_MAY];
/** Nine the provider sent again. */
export const REPEATS = ALL.filter((event) => event.id.startsWith('apr-')).slice(0, 9);
/** All 100 deliveries of step 11: 91 different ones and the nine repeats. */
export const HUNDRED = [...ALL, ...REPEATS];
