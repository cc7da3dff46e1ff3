/**
 * Whether a reminder whose hour has come is sent. Pure. Source: product.md, "Reminder" (up to 72 hours late it is
 * sent, later skipped), and the scenario (none to a department that opted out, or that posted that month).
 */

export const SKIP_REASONS = [
  'late',
  'paused',
  'stopped',
  'ended',
  'posted',
  'opted_out',
  'no_recipient',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export interface Circumstances {
  now: Date;
  dueAt: Date;
  /** Local day it is due. */
  dueOn: string;
  active: boolean;
  /** First local day of the schedule after a pause. */
  pauseUntil: string | null;
  ended: boolean;
  /** The department told us of a post in this month. */
  posted: boolean;
  hasRecipient: boolean;
  /** The end of the quiet hours this instant lies in; null outside of them. */
  quietUntil: Date | null;
  /** A person sends it, knowing that it is late, paused or already posted. */
  byHand: boolean;
}

const LATEST_MS = 72 * 3_600_000;

export type Verdict = { send: true } | { skip: SkipReason } | { waitUntil: Date };

/** What becomes of it now: it is sent, skipped for a reason, or waits for the quiet hours to end. A person waits for nothing. */
export function decide(c: Circumstances): Verdict {
  const skip = reasonToSkip(c);
  if (skip !== null) return { skip };
  return c.quietUntil !== null && !c.byHand ? { waitUntil: c.quietUntil } : { send: true };
}

/** Null: send it. Otherwise why not; by hand only an ended program and a missing recipient stand in the way. */
export function reasonToSkip(c: Circumstances): SkipReason | null {
  if (c.ended) return 'ended';
  if (!c.byHand) {
    if (!c.active) return 'stopped';
    if (c.pauseUntil !== null && c.dueOn < c.pauseUntil) return 'paused';
    if (c.posted) return 'posted';
    if (c.now.getTime() - c.dueAt.getTime() > LATEST_MS) return 'late';
  }
  return c.hasRecipient ? null : 'no_recipient';
}

const WORDS: Record<string, string> = {
  late: 'More than 72 hours late',
  paused: 'Paused by the schedule',
  stopped: 'Reminders are stopped',
  ended: 'The program has ended',
  posted: 'The department had already posted this month',
  opted_out: 'The recipient has opted out',
  no_recipient: 'No information officer with an e-mail address',
  mail_failed: 'The mail could not be prepared',
  quiet: 'Waits for the quiet hours to end',
};

/** The reason in words; an unknown one is shown as it stands. */
export function reasonInWords(reason: string | null): string | null {
  return reason === null ? null : (WORDS[reason] ?? reason);
}
