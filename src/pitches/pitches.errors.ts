import { DomainError, notFound } from '../platform/errors.js';

export const pitchNotFound = () => notFound('pitch');
export const taskNotFound = () => notFound('task');

export const openPitchExists = () =>
  new DomainError(
    'conflict',
    'open_pitch_exists',
    'This department already has an open pitch. Go on with that one.',
  );

export const personalIncentive = () =>
  new DomainError(
    'invalid',
    'personal_incentive',
    'Incentives go to departments, never to a person. Offer it to the department.',
    {
      errors: [{ field: 'offer.recipient', message: 'must be the department' }],
    },
  );

export const stageNotReachable = (message: string) =>
  new DomainError('invalid', 'stage_not_reachable', message, { errors: [{ field: 'to', message }] });

export const staleMove = (by = 'Someone', stage = 'another stage') =>
  new DomainError(
    'conflict',
    'stale_move',
    `${by} moved this pitch to ${stage} in the meantime. Look where it stands and move it again.`,
  );

export const dateBeforeStage = (since: string) =>
  new DomainError(
    'invalid',
    'date_before_stage',
    `The pitch entered its stage on ${since}. Enter that day or a later one.`,
    { errors: [{ field: 'occurredOn', message: `may not lie before ${since}` }] },
  );

export const reasonRequired = () =>
  new DomainError('invalid', 'reason_required', 'Say why the pitch ends here.', {
    errors: [{ field: 'reason', message: 'is needed to decline a pitch or let it rest' }],
  });

export const reasonUnfit = () =>
  new DomainError('invalid', 'reason_unfit', 'This reason belongs to another way a pitch can end.', {
    errors: [{ field: 'reasonCode', message: 'does not fit how the pitch ends' }],
  });

export const councilItemRequired = () =>
  new DomainError(
    'invalid',
    'council_item_required',
    'This jurisdiction has an oversight ordinance. Record the council item (number, date, document) with the green light.',
    { errors: [{ field: 'councilItem', message: 'is needed under the oversight ordinance' }] },
  );

export const dateInFuture = (field: string) =>
  new DomainError('invalid', 'date_in_future', 'The date lies in the future. Enter the day it happened.', {
    errors: [{ field, message: 'may not lie in the future' }],
  });

export const dateUnknown = (field: string) =>
  new DomainError(
    'invalid',
    'date_invalid',
    'The date is not a day of the calendar. Write it as YYYY-MM-DD.',
    {
      errors: [{ field, message: 'is a day written YYYY-MM-DD' }],
    },
  );

export const dueNeeded = () =>
  new DomainError('invalid', 'due_needed', 'A step that comes again needs a first day.', {
    errors: [{ field: 'dueOn', message: 'Say when it is due for the first time.' }],
  });

export const taskDone = () =>
  new DomainError('conflict', 'task_done', 'The task is done. Reopen it before you change it.');

export const entryNotFound = () => notFound('entry');

export const nothingAttached = () => notFound('file');

export const fileUnreadable = () =>
  new DomainError('invalid', 'file_unreadable', 'A file is empty or not in base64. Attach it again.', {
    errors: [{ field: 'files', message: 'is empty or cannot be read' }],
  });

export const unknownPerson = (field: string) =>
  new DomainError('invalid', 'unknown_person', 'No person on the vendor side goes by that id.', {
    errors: [{ field, message: 'names nobody on the vendor side' }],
  });

export const unknownContact = () =>
  new DomainError(
    'invalid',
    'unknown_contact',
    'The department has no such contact, or the contact has no e-mail address.',
    {
      errors: [{ field: 'contactId', message: 'names no contact with an e-mail address' }],
    },
  );
