import { DomainError, notFound } from '../platform/errors.js';

export const importNotFound = () => notFound('import');

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

/** A JSON file that is no list: neither an array of objects nor objects inside objects. */
export const jsonNoList = (reason: string) =>
  new DomainError('malformed', 'json_no_list', `The file cannot be read as a list: ${reason}.`, {
    errors: [{ field: 'file', message: `This JSON is no list: ${reason}.` }],
  });

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

/** An ORI, typed for a doubtful row, that no department has. */
export const oriUnknown = () =>
  new DomainError(
    'invalid',
    'ori_unknown',
    'No department has that ORI. Look it up under Departments, or add the department as a new one.',
    { errors: [{ field: 'ori', message: 'Enter the ORI of a department in the directory.' }] },
  );

/** A decision on a doubtful row that names no department one may take. */
export const choiceUnknown = () =>
  new DomainError(
    'invalid',
    'choice_unknown',
    'Choose one of the departments, a new one, or leave the row out.',
    {
      errors: [{ field: 'decision', message: 'Choose one of these.' }],
    },
  );
