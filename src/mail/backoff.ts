const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 20, 30, 60, 120];
const GIVE_UP_AFTER = 24 * 60 * MINUTE;

/**
 * When to try again after `attempts` attempts that failed for the moment: 1, 2, 5, 10, 20, 30, 60, then every 120
 * minutes, up to 24 hours after the first attempt. Null: give up.
 */
export function nextAttempt(attempts: number, firstAttemptAt: Date, now: Date): Date | null {
  const minutes = STEPS[Math.min(Math.max(attempts, 1), STEPS.length) - 1]!;
  const next = new Date(now.getTime() + minutes * MINUTE);
  return next.getTime() - firstAttemptAt.getTime() > GIVE_UP_AFTER ? null : next;
}
