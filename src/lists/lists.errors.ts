import { DomainError, notFound } from '../platform/errors.js';

export const viewNotFound = () => notFound('saved view');
export const bulkChangeNotFound = () => notFound('bulk change');

export const wrongCursor = () =>
  new DomainError(
    'malformed',
    'invalid_cursor',
    'The cursor belongs to another order of the list; begin again without it.',
    { errors: [{ field: 'cursor', message: 'Leave it out to begin at the start.' }] },
  );

export const viewNameTaken = () =>
  new DomainError(
    'conflict',
    'view_name_taken',
    'You have a view of this name already. Choose another name.',
    {
      errors: [{ field: 'name', message: 'is the name of another view of yours' }],
    },
  );

export const notYourView = () =>
  new DomainError(
    'forbidden',
    'not_your_view',
    'Only whoever saved a view, or an admin, may change it. Save it under a name of your own.',
  );

export const tooManyViews = (most: number) =>
  new DomainError(
    'invalid',
    'too_many_views',
    `You have ${most} views of this list already. Delete one first.`,
  );

export const nothingChosen = () =>
  new DomainError('invalid', 'nothing_chosen', 'Choose at least one row, or all that match the filters.', {
    errors: [{ field: 'ids', message: 'names no row of this list' }],
  });

export const tooManyChosen = (most: number) =>
  new DomainError(
    'invalid',
    'too_many_chosen',
    `More than ${most.toLocaleString('en-US')} rows match. Narrow the filters and change them in parts.`,
  );

export const changeIncomplete = (field: string, message: string) =>
  new DomainError('invalid', 'change_incomplete', 'Say what is to change, and to what.', {
    errors: [{ field, message }],
  });

/** The bulk change is not in a state that allows the step. */
export const bulkStep = (message: string) => new DomainError('conflict', 'bulk_step_not_allowed', message);
