const SECOND = 1_000;
const FIRST_WAIT = 30 * SECOND;
const LONGEST_WAIT = 6 * 3_600 * SECOND;
const LONGEST_ASKED = 24 * 3_600 * SECOND;
/** A wait is longer or shorter by up to this share, so that what failed together does not come back together. */
const SPREAD = 0.2;

/**
 * When Branch is asked again after `attempts` (1 or more) that came to nothing: after half a minute, then three times as long each time,
 * up to six hours, each up to a fifth more or less by `chance` (0 to 1). One that says when, in seconds, is believed, up to a day.
 */
export function nextTry(attempts: number, now: Date, retryAfter: number | null, chance: number): Date {
  const base = Math.min(FIRST_WAIT * 3 ** (Math.max(attempts, 1) - 1), LONGEST_WAIT);
  const wait =
    retryAfter === null
      ? Math.round(base * (1 - SPREAD + 2 * SPREAD * chance))
      : Math.min(Math.max(retryAfter, 1) * SECOND, LONGEST_ASKED);
  return new Date(now.getTime() + wait);
}
