import { DomainError } from '../platform/errors.js';
import { TargetRefused } from './target.js';

/** No message may go to this URL; the code says why. Anything but a refusal of the target is thrown on. */
export function urlRefused(error: unknown): DomainError {
  if (!(error instanceof TargetRefused)) throw error;
  return new DomainError('invalid', error.code, error.message, {
    errors: [{ field: 'url', message: error.message }],
  });
}

/** Messages are sent to active subscriptions only. */
export function subscriptionDisabled(): DomainError {
  return new DomainError(
    'invalid',
    'subscription_disabled',
    'This subscription is disabled. Take it up again first, then replay.',
  );
}

/** A worker has the message in hand at this moment. */
export function beingSent(): DomainError {
  return new DomainError(
    'conflict',
    'being_sent',
    'This message is being sent right now. Look at how that goes before sending it again.',
  );
}
