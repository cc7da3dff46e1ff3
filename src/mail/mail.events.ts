import { defineEvent } from '../platform/events/define-event.js';
import type { MailState } from './mail-state.js';

/** A mail is ready to be handed over. */
export const EmailQueued = defineEvent<{ emailId: string }>('email.queued');

/** A mail has come to an end, or waits for a person. */
export const EmailSettled = defineEvent<{ emailId: string; topic: string; state: MailState }>(
  'email.settled',
  {
    recordOnly: true,
  },
);

/** Someone ended mails of a topic; nothing more of it goes to that address. */
export const Unsubscribed = defineEvent<{ emailId: string; topic: string }>('email.unsubscribed', {
  recordOnly: true,
});

/** Everything that goes out is held, as after a restore, until an admin lets it go. */
export const OutgoingHeld = defineEvent<Record<string, never>>('email.outgoing_held', { recordOnly: true });

/** An admin let held mail out. */
export const HeldMailReleased = defineEvent<{ count: number }>('email.held_released', { recordOnly: true });

/** A person let mail go to an address again that had ended it or sent it back. */
export const SuppressionLifted = defineEvent<{ suppressionId: string; topic: string }>(
  'email.suppression_lifted',
  {
    recordOnly: true,
  },
);

/** A server or a provider told of a mail after it left: that it came back, or that its reader wants no more. */
export const EmailReported = defineEvent<{
  emailId: string;
  source: string;
  kind: string;
  scope: string | null;
}>('email.reported', { recordOnly: true });
