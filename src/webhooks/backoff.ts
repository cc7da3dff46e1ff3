const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const FIRST_WAIT = 30 * SECOND;
const LONGEST_WAIT = 12 * HOUR;
const LONGEST_ASKED = 24 * HOUR;
const GIVE_UP_AFTER = 72 * HOUR;
/** A wait is longer or shorter by up to this share, so that what failed together does not come back together. */
const SPREAD = 0.2;

/** What is known after an attempt that failed. */
export interface Tried {
  /** Attempts made in this run, 1 or more; a replay begins a new run. */
  attempts: number;
  firstAttemptAt: Date;
  now: Date;
  /** What the receiver asked for, in seconds; null when it did not. */
  retryAfter: number | null;
}

/**
 * When to try again: after half a minute, then three times as long each time, up to twelve hours, each up to a fifth more or less by
 * `chance` (0 to 1). A receiver that says when is believed, from half a minute to a day. Null: it would be more than three days
 * after the first attempt, so it is given up.
 */
export function nextAttempt(tried: Tried, chance: number): Date | null {
  const next = new Date(tried.now.getTime() + wait(tried, chance));
  return next.getTime() - tried.firstAttemptAt.getTime() > GIVE_UP_AFTER ? null : next;
}

function wait({ attempts, retryAfter }: Tried, chance: number): number {
  if (retryAfter !== null) return Math.min(Math.max(retryAfter * SECOND, FIRST_WAIT), LONGEST_ASKED);
  const base = Math.min(FIRST_WAIT * 3 ** (Math.max(attempts, 1) - 1), LONGEST_WAIT);
  return Math.round(base * (1 - SPREAD + 2 * SPREAD * chance));
}
