import { branchBody } from './branch-body.js';
import type { Chance } from './faults-chance.js';

export type Expected =
  'qualifying' | 'reinstall' | 'not_install' | 'existing_user' | 'unknown_code' | 'before_activation';

/** One app event as the provider would report it, and what must be said of it. */
export interface Reported {
  id: string;
  alias: string;
  expected: Expected;
  at: string;
}

const DAY_MS = 86_400_000;
/** How often each comes, out of a hundred. */
const MIX: [Expected, number][] = [
  ['qualifying', 70],
  ['reinstall', 8],
  ['not_install', 8],
  ['existing_user', 5],
  ['unknown_code', 4],
  ['before_activation', 5],
];
const SHARE_OF_REPEATS = 0.2;

/**
 * Reported events for the given codes, all between `from` (the first day that counts, UTC midnight) and `days` later;
 * of `count` deliveries every fifth repeats another one exactly, and their order is mixed.
 */
export function someDeliveries(
  chance: Chance,
  count: number,
  { aliases, from, days }: { aliases: readonly string[]; from: string; days: number },
): Reported[] {
  const repeats = Math.round(count * SHARE_OF_REPEATS);
  const start = Date.parse(from);
  const events = Array.from({ length: count - repeats }, (_, i) => {
    const expected = draw(chance);
    const alias = expected === 'unknown_code' ? `nobody-${i % 7}` : chance.oneOf(aliases);
    // A day's distance on either side keeps every time zone of the country on the same side of the first day.
    const day = expected === 'before_activation' ? -2 - chance.below(30) : 1 + chance.below(days - 1);
    const at = new Date(start + day * DAY_MS + chance.below(DAY_MS)).toISOString();
    return { id: `fault-${i}`, alias, expected, at };
  });
  const again = Array.from({ length: repeats }, () => chance.oneOf(events));
  return chance.shuffled([...events, ...again]);
}

function draw(chance: Chance): Expected {
  let rest = chance.below(100);
  for (const [expected, share] of MIX) {
    if (rest < share) return expected;
    rest -= share;
  }
  return 'qualifying';
}

/** What the provider sends of it; made when it is sent, since a million of them would not fit beside each other. */
export function bodyOf({ id, alias, expected, at }: Reported): Record<string, unknown> {
  const kind = expected === 'reinstall' ? 'reinstall' : expected === 'not_install' ? 'open' : 'install';
  const body = branchBody({ id, kind, alias, at });
  if (expected === 'existing_user') body['first_event_for_user'] = 'false';
  return body;
}
