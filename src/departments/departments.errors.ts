import { DomainError, notFound } from '../platform/errors.js';

export const departmentNotFound = () => notFound('department');
export const importNotFound = () => notFound('import');

export const oriTaken = () =>
  new DomainError(
    'conflict',
    'ori_taken',
    'Another department already has this ORI. Open that department instead.',
    {
      errors: [{ field: 'ori', message: 'belongs to another department' }],
    },
  );

/** A CSV that cannot be read as one; `line` counts from 1, the header included. */
export const csvBroken = (line: number, reason: string) =>
  new DomainError(
    'malformed',
    'csv_broken',
    `The file cannot be read as CSV: line ${line}, ${reason}. Mend that line and send the file again.`,
    {
      errors: [{ field: 'file', message: `line ${line}: ${reason}` }],
    },
  );

export const csvNotText = () =>
  new DomainError(
    'malformed',
    'csv_not_utf8',
    'The file is not UTF-8 text. Save it as CSV in UTF-8 and send it again.',
  );

export const csvEmpty = () =>
  new DomainError(
    'malformed',
    'csv_empty',
    'The file has no rows. Send a CSV whose first line names its columns.',
  );

export const columnsMissing = (fields: string[]) =>
  new DomainError(
    'invalid',
    'columns_missing',
    `The file has no column for: ${fields.join(', ')}. Name the columns with a mapping.`,
    {
      errors: fields.map((field) => ({ field: `mapping.${field}`, message: 'names no column of the file' })),
    },
  );

export const mappingInvalid = (message: string) =>
  new DomainError('invalid', 'mapping_invalid', message, { errors: [{ field: 'mapping', message }] });

/** The import is not in a state that allows the step. */
export const importStep = (message: string) =>
  new DomainError('conflict', 'import_step_not_allowed', message);
