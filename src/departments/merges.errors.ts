import { DomainError } from '../platform/errors.js';

const conflict = (code: string, message: string): DomainError => new DomainError('conflict', code, message);

export const mergeIntoItself = (): DomainError =>
  new DomainError(
    'invalid',
    'merge_into_itself',
    'These are one department already. Choose another one to merge it into.',
    { errors: [{ field: 'intoId', message: 'is the same department' }] },
  );

export const alreadyMerged = (): DomainError =>
  conflict('already_merged', 'This department has been merged already. Undo that first.');

export const hasMerged = (): DomainError =>
  conflict(
    'has_merged',
    'Other departments were merged into this one. Merge the other way round, or undo those first.',
  );

export const bothHavePitch = (): DomainError =>
  conflict(
    'both_have_open_pitch',
    'Both have an open pitch. Close one of the two, as declined or dormant, and merge then.',
  );

export const bothHavePartnership = (): DomainError =>
  conflict(
    'both_have_partnership',
    'Both have a partnership that has not ended. End one of the two and merge then.',
  );

export const notMerged = (): DomainError =>
  conflict('not_merged', 'This department is not merged into another.');
