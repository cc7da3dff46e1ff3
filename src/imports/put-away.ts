/** Days a list that was never applied waits for somebody to go on with it, counted from its upload. */
export const UNAPPLIED_DAYS = 30;

/** Days an applied list can be taken back, counted from when it was applied; what was taken back stays listed as long. */
export const UNDO_DAYS = 90;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Until when an applied list can be taken back; the hourly sweep may be a little later. */
export function undoUntil(appliedAt: Date): Date {
  return new Date(appliedAt.getTime() + UNDO_DAYS * DAY_MS);
}

/**
 * Imports whose rows may go, as a condition on `data_import` with the parameters of `dueSince`: never applied and a month old; with
 * something written (applied, stopped halfway, taken back) a quarter of a year after that. One that is being worked on is left alone.
 */
export const DUE = `put_away_at is null and (
  (state in ('uploaded', 'previewed') or state = 'failed' and progress_done = 0 and applied_at is null) and created_at <= $1
  or state = 'failed' and progress_done > 0 and applied_at is null and created_at <= $2
  or state in ('applied', 'failed') and applied_at <= $2
  or state = 'reverted' and reverted_at <= $2)`;

/** The instants before which lists were uploaded, and applied, whose rows may go. */
export function dueSince(now: Date): [unapplied: Date, applied: Date] {
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  return [ago(UNAPPLIED_DAYS), ago(UNDO_DAYS)];
}
