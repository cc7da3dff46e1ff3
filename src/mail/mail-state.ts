/** The life of a mail. `unknown` waits for a person; `held` for a cause to go away. */
export type MailState =
  'queued' | 'sending' | 'sent' | 'unknown' | 'bounced' | 'failed' | 'suppressed' | 'held';
export const MAIL_STATES: readonly MailState[] = [
  'queued',
  'sending',
  'sent',
  'unknown',
  'bounced',
  'failed',
  'suppressed',
  'held',
];

/** Why a mail is held, as it stands in the row. */
export type HoldReason = 'no_smtp' | 'placeholder' | 'demo' | 'restored';

export const HOLD_WORDS: Record<HoldReason, string> = {
  no_smtp: 'No mail server is set up (SMTP_URL). The mail is kept here and was not sent.',
  placeholder: 'The organisation is not set up yet. Until it is, nothing is mailed outside.',
  demo: 'This is a demo: nothing is mailed outside.',
  restored:
    'The installation was restored from a backup. Mail, webhooks and calls to Branch wait until an admin lets them go.',
};

/** States from which a person may have it sent (again). */
export const RESENDABLE: readonly MailState[] = ['held', 'unknown', 'failed'];

/** Words for one mail's reason: a hold by its code, anything else as it stands. */
export function reasonWords(reason: string | null): string | null {
  if (reason === null) return null;
  return Object.hasOwn(HOLD_WORDS, reason) ? HOLD_WORDS[reason as HoldReason] : reason;
}
