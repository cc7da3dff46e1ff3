import { DomainError, notFound } from '../platform/errors.js';

export const departmentNotFound = () => notFound('department');

export const oriTaken = () =>
  new DomainError(
    'conflict',
    'ori_taken',
    'Another department already has this ORI. Open that department instead.',
    {
      errors: [{ field: 'ori', message: 'belongs to another department' }],
    },
  );
