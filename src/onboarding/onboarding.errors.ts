import { DomainError, type FieldError } from '../platform/errors.js';

/** What a department still lacks before anything can be dated in its zone and addressed to its city. */
export const departmentIncomplete = (missing: string[]): DomainError =>
  new DomainError(
    'invalid',
    'department_incomplete',
    `Complete the department first: ${missing.join(' and ')}.`,
    { errors: missing.map((message): FieldError => ({ field: 'pitchId', message })) },
  );
