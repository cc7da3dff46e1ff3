import { DomainError } from '../platform/errors.js';

/** A kind that is not offered to this person, or a way it cannot be told by. */
export const wayUnknown = (kind: string): DomainError =>
  new DomainError(
    'invalid',
    'way_unknown',
    'One of the choices is not offered. Choose from the page again.',
    {
      errors: [
        { field: `choices.${kind.replaceAll(/[^a-z_.]/g, '')}`, message: 'Choose one of the ways offered.' },
      ],
    },
  );
