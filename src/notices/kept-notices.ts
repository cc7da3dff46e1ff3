/** How long a notice is kept after it was read, and how long one is that nobody reads. Days. */
export const READ_KEPT_DAYS = 90;
export const UNREAD_KEPT_DAYS = 365;

const DAY_MS = 24 * 3_600_000;

/** Notices read before it may go. */
export function readBefore(now: Date): Date {
  return new Date(now.getTime() - READ_KEPT_DAYS * DAY_MS);
}

/** Notices made before it and never read may go. */
export function unreadBefore(now: Date): Date {
  return new Date(now.getTime() - UNREAD_KEPT_DAYS * DAY_MS);
}

/**
 * Whether an event is so old that its notice may have been read and put away. Nobody is told of it any more, since it cannot be seen
 * whether they were: a notice is never put away sooner than this after its event.
 */
export function tooOldToTell(recordedAt: Date, now: Date): boolean {
  return recordedAt < readBefore(now);
}
