import { DomainError } from '../platform/errors.js';
import { HOLD_WORDS, type HoldReason } from './mail-state.js';

/** Not an address a mail can be sent to. */
export function addressInvalid(): DomainError {
  return new DomainError(
    'invalid',
    'address_invalid',
    'The e-mail address is not complete. Correct it and try again.',
    {
      errors: [{ field: 'email', message: 'Enter an address such as name@department.gov.' }],
    },
  );
}

/** The cause for which mail is held is still there. */
export function stillHeld(reason: HoldReason): DomainError {
  return new DomainError('invalid', 'still_held', HOLD_WORDS[reason]);
}

/** Only held, failed and unknown mails can be sent again. */
export function notResendable(): DomainError {
  return new DomainError(
    'conflict',
    'already_decided',
    'This mail is on its way or done; there is nothing to send again.',
  );
}

/** Only of a mail whose fate is unknown can a person say that it arrived. */
export function notInDoubt(): DomainError {
  return new DomainError(
    'conflict',
    'already_decided',
    'It is known what became of this mail; there is nothing to settle.',
  );
}

/** The address has asked for no more, or mails to it come back. */
export function addressSuppressed(): DomainError {
  return new DomainError(
    'invalid',
    'address_suppressed',
    'Nothing more goes to this address: it unsubscribed, or mail to it came back.',
  );
}

/** Why mail may go to an address again stands on the trail, so it has to be said. */
export function liftReasonMissing(): DomainError {
  return new DomainError('invalid', 'reason_required', 'Say why mail may go there again.', {
    errors: [{ field: 'reason', message: 'A mailbox that works again, and who told you so.' }],
  });
}

/** What a reader said, nobody takes back for them. */
export function readersOwn(): DomainError {
  return new DomainError(
    'invalid',
    'readers_own',
    'The reader said so, and only the reader can take it back: on the page behind the link at the foot of any mail they had from us.',
  );
}

/** The link in the mail is damaged or not ours. */
export function unsubscribeUnknown(): DomainError {
  return new DomainError('not_found', 'not_found', 'This link is not complete. Use the one in the mail.');
}

/** A kind of mail that is not the reader's to choose. */
export function topicUnknown(): DomainError {
  return new DomainError(
    'invalid',
    'topic_unknown',
    'This kind of mail is not yours to choose here. Open the page again and choose from what it shows.',
  );
}

/** The hook is not configured, or the call comes from where none is taken; which of these nobody is told. */
export function noSuchHook(): DomainError {
  return new DomainError('not_found', 'not_found', 'There is nothing here.');
}

/** The call is not signed by the provider it says it is of. */
export function hookNotSigned(): DomainError {
  return new DomainError('forbidden', 'not_signed', 'This call is not signed by the provider.');
}

/** A signed call came a second time. */
export function hookReplayed(): DomainError {
  return new DomainError('conflict', 'replayed', 'This call was taken before.');
}
