import { DomainError, type FieldError, notFound } from '../../platform/errors.js';

export const mailNotFound = () => notFound('mail');

export const unknownMailTemplate = () =>
  new DomainError('invalid', 'unknown_template', 'There is no approved pitch mail template of that name.', {
    errors: [{ field: 'templateId', message: 'names no pitch mail template' }],
  });

export const mailIncomplete = (errors: FieldError[]) =>
  new DomainError('invalid', 'mail_incomplete', 'The mail is not complete. Fill in what is named.', {
    errors,
  });

/** The reader ended these mails, or mail to the address came back. */
export const contactSuppressed = (reason: string) =>
  new DomainError('invalid', 'address_suppressed', suppressedWords(reason), {
    errors: [{ field: 'contactId', message: 'gets no pitch mail' }],
  });

export function suppressedWords(reason: string): string {
  if (reason === 'bounced') return 'Mail to this address came back. Correct the contact’s address.';
  if (reason === 'unsubscribed')
    return 'This contact asked for no more mails of this kind. Call them instead.';
  return 'Nothing is mailed to this address. Call them instead.';
}
