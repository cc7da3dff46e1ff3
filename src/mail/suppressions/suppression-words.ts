import type { SuppressionReason } from '../mail-gate.js';
import { topicOf } from '../topics.js';

/** What an entry of the list says no to. */
export interface Suppressed {
  /** An address, or `@domain` for every address there. */
  address: string;
  /** A topic, or `*` for all. */
  topic: string;
  reason: SuppressionReason;
}

/** Which mails somebody does not get: "any mail, at any address of the domain", "monthly reminders". Pure. */
export function scopeWords({ address, topic }: Pick<Suppressed, 'address' | 'topic'>): string {
  const what = topic === '*' ? 'any mail' : topicOf(topic).words;
  return address.startsWith('@') ? `${what}, at any address of the domain` : what;
}

/** Why, in words. Pure. */
export function suppressedWords({ address, reason }: Pick<Suppressed, 'address' | 'reason'>): string {
  switch (reason) {
    case 'unsubscribed':
      return 'The reader ended it';
    case 'complaint':
      return 'The reader called a mail junk';
    case 'bounced':
      return address.startsWith('@') ? 'The domain takes no mail' : 'A mail came back';
    case 'by_hand':
      return 'Entered by hand';
  }
}

/** Whether the vendor's people may end it. What a reader said, only that reader takes back. Pure. */
export function mayBeLifted({ reason }: Pick<Suppressed, 'reason'>): boolean {
  return reason === 'bounced' || reason === 'by_hand';
}

/**
 * What is looked for: a whole address finds its own entries and that of its domain, anything else is taken for a domain, with or
 * without its `@`. Null for nothing. Pure.
 */
export function lookedFor(q: string | null | undefined): { addresses: string[] } | { domain: string } | null {
  const words = q?.trim().toLowerCase() ?? '';
  if (words === '') return null;
  const at = words.lastIndexOf('@');
  if (at > 0) return { addresses: [words, words.slice(at)] };
  return { domain: at === 0 ? words : `@${words}` };
}
