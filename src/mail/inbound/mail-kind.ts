/** What an incoming mail is: only an `answer` is a person's word from outside. */
export type InboundKind = 'answer' | 'automatic' | 'own' | 'delivery_report';

/** The few headers that tell, as they stand in the mail; null where they are missing. */
export interface TellingHeaders {
  autoSubmitted: string | null;
  precedence: string | null;
  contentType: string | null;
  /** `X-Autoreply` or `X-Autorespond`, in any form. */
  autoReply: boolean;
}

const MACHINE_PRECEDENCE = ['bulk', 'junk', 'list', 'auto_reply'];
const POST_OFFICE = /^(mailer-daemon|postmaster)@/i;

/**
 * Tells a person's mail from a machine's. Delivery reports are RFC 3464 (`multipart/report`), or come from the post
 * office without a return path. Automatic replies are RFC 3834 (`Auto-Submitted` other than `no`, an empty return path)
 * or carry the older signs. Words of the subject are not believed: a reply may quote them.
 */
export function kindOfMail(
  headers: TellingHeaders,
  envelopeFrom: string,
  fromAddress: string,
): Exclude<InboundKind, 'own'> {
  const contentType = headers.contentType?.toLowerCase() ?? '';
  if (contentType.startsWith('multipart/report')) {
    return contentType.includes('disposition-notification') ? 'automatic' : 'delivery_report';
  }
  const nobody = envelopeFrom.trim() === '';
  if (nobody && POST_OFFICE.test(fromAddress)) return 'delivery_report';
  const submitted = firstWord(headers.autoSubmitted);
  if (submitted !== null && submitted !== 'no') return 'automatic';
  const precedence = firstWord(headers.precedence);
  if (precedence !== null && MACHINE_PRECEDENCE.includes(precedence)) return 'automatic';
  return nobody || headers.autoReply ? 'automatic' : 'answer';
}

/** `Auto-Submitted: no (a comment); key=value` → `no`. */
function firstWord(value: string | null): string | null {
  return /^[^\s;(]+/.exec(value?.trim().toLowerCase() ?? '')?.[0] ?? null;
}
