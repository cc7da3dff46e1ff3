import { DomainError } from '../../platform/errors.js';

const BOTH = 'Give both figures, or neither to switch the rule off.';

export const ruleIncomplete = (field: 'installs' | 'minutes'): DomainError =>
  new DomainError('invalid', 'burst_rule_incomplete', BOTH, { errors: [{ field, message: BOTH }] });

export const flagNotFound = (): DomainError =>
  new DomainError('not_found', 'not_found', 'There is no such flag.');

export const alreadyDecided = (): DomainError =>
  new DomainError(
    'conflict',
    'already_decided',
    'Somebody has decided about this stretch already. Load the page again to see what they said.',
  );

export const notInStretch = (): DomainError =>
  new DomainError(
    'invalid',
    'not_in_stretch',
    'Choose downloads of this stretch that still count; load the page again to see which do.',
    { errors: [{ field: 'downloadIds', message: 'Not all of them are in this stretch and count.' }] },
  );

export const nothingLeft = (): DomainError =>
  new DomainError(
    'invalid',
    'nothing_left',
    'No download of this stretch counts any more, so there is nothing to take out. Dismiss it with a note.',
  );
