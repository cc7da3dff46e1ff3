import { redactText } from '../platform/log.js';
import { retryAfterSeconds } from '../platform/retry-after.js';
import type { Answer } from './post.js';

/** How much of a reason is kept, in characters. */
const LONGEST_REASON = 200;

/**
 * What an answer means. `delivered`: taken. `gone`: the receiver wants no more. `refused`: it answered something else.
 * `unanswered`: it did not. `retryAfter` is in seconds.
 */
export interface Verdict {
  outcome: 'delivered' | 'gone' | 'refused' | 'unanswered';
  status: number | null;
  reason: string | null;
  retryAfter: number | null;
}

/** Judges an answer: any 2xx is delivered, 410 is gone, 429 and 503 may say when to come again, and a redirect is not followed. */
export function judge(answer: Answer, now: Date): Verdict {
  if (!answer.answered)
    return { outcome: 'unanswered', status: null, reason: answer.reason, retryAfter: null };
  const { status } = answer;
  if (status >= 200 && status < 300) return { outcome: 'delivered', status, reason: null, retryAfter: null };
  if (status === 410)
    return { outcome: 'gone', status, reason: 'The receiver wants no more messages.', retryAfter: null };
  return {
    outcome: 'refused',
    status,
    reason: reasonFor(status, answer.text),
    retryAfter: status === 429 || status === 503 ? retryAfterSeconds(answer.retryAfter, now) : null,
  };
}

/** What the receiver wrote is for a person to read; addresses, numbers and credentials are taken out of it. */
function reasonFor(status: number, text: string): string {
  if (status >= 300 && status < 400) return 'It answered with a redirect, and redirects are not followed.';
  const said = redactText(text)
    .replace(/\p{C}+/gu, ' ')
    .trim();
  return (said || 'It said nothing further.').slice(0, LONGEST_REASON);
}
