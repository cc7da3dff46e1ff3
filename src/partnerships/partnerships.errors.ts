import { DomainError } from '../platform/errors.js';

/** A business date was entered that has not come yet where the department is. */
export const dateInFuture = (field: string): DomainError =>
  new DomainError('invalid', 'date_in_future', 'That day has not come yet. Enter today or a day before.', {
    errors: [
      { field, message: 'Enter today or a day before, as the date stands in the department’s time zone.' },
    ],
  });

/** Business dates are ordered among themselves: signed ≤ active ≤ ended ≤ the agreed last day. */
export const datesOutOfOrder = (field: string, message: string): DomainError =>
  new DomainError('invalid', 'dates_out_of_order', message, { errors: [{ field, message }] });

/** The life table has no such step. */
export const stepNotAllowed = (message: string): DomainError =>
  new DomainError('invalid', 'step_not_allowed', message);

/** At most one partnership per department that has not ended. */
export const partnershipExists = (): DomainError =>
  new DomainError(
    'conflict',
    'partnership_exists',
    'This department already has a partnership. End it before opening another.',
  );

/** Also the answer for a partnership the reader may not see. */
export const partnershipNotFound = (): DomainError =>
  new DomainError('not_found', 'not_found', 'There is no such partnership, or it is not yours to see.');

export const termsInvalid = (field: string, message: string): DomainError =>
  new DomainError('invalid', 'terms_invalid', message, { errors: [{ field, message }] });

export const agreementUnreadable = (): DomainError =>
  new DomainError(
    'invalid',
    'agreement_unreadable',
    'The agreement file could not be read. Attach it again.',
    {
      errors: [
        { field: 'agreement.contentBase64', message: 'Send the file base64-encoded, 1 byte to 5 MB.' },
      ],
    },
  );
