import { DomainError, type FieldError, notFound } from '../../platform/errors.js';

export const sequenceNotFound = () => notFound('sequence');
export const enrolmentNotFound = () => notFound('enrolment');

export const sequenceNameTaken = () =>
  new DomainError('conflict', 'sequence_name_taken', 'Another sequence goes by this name.', {
    errors: [{ field: 'name', message: 'Choose another name.' }],
  });

export const stepsInvalid = (errors: FieldError[]) =>
  new DomainError('invalid', 'steps_invalid', 'The steps cannot be sent like this. Correct what is named.', {
    errors,
  });

export const sequenceRetired = () =>
  new DomainError('invalid', 'sequence_retired', 'This sequence was retired. Choose another.', {
    errors: [{ field: 'sequenceId', message: 'was retired' }],
  });

export const alreadyEnrolled = () =>
  new DomainError(
    'conflict',
    'already_enrolled',
    'This contact is followed up already. Stop that sequence first.',
    {
      errors: [{ field: 'contactId', message: 'is followed up already' }],
    },
  );

export const pitchClosed = () =>
  new DomainError('invalid', 'pitch_closed', 'The pitch is closed. Reopen it before you follow up.');

export const departmentStopped = () =>
  new DomainError(
    'invalid',
    'department_stopped',
    'The department stopped follow-ups for this pitch. Lift that when they ask for mail again, or call them.',
  );

export const stepNotAllowed = (message: string) => new DomainError('conflict', 'step_not_allowed', message);

export const stopLinkUnknown = () => notFound('link');
