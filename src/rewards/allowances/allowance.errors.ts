import { DomainError } from '../../platform/errors.js';
import type { AllowanceState, AllowanceStepName } from './allowance-states.js';
import type { ValueFault } from './allowance-value.js';

const invalid = (code: string, message: string, field?: string): DomainError =>
  new DomainError('invalid', code, message, field ? { errors: [{ field, message }] } : {});

const NOUN: Record<AllowanceStepName, string> = {
  offer: 'offered',
  acceptance: 'accepted',
  refusal: 'refused',
  activation: 'made active',
  use: 'used',
  reversal: 'corrected',
  closing: 'closed',
};

/** The table of states has no such step from here. */
export const allowanceStepNotAllowed = (step: AllowanceStepName, state: AllowanceState): DomainError =>
  invalid(
    'step_not_allowed',
    `This is ${state}, so it cannot be ${NOUN[step]} now. Reload to see which step comes next.`,
  );

export const allowanceNotAccepted = (): DomainError =>
  invalid('not_accepted', 'The department has not accepted this yet. Record its acceptance first.');

export const allowanceForPerson = (): DomainError =>
  new DomainError(
    'invalid',
    'personal_incentive',
    'Incentives go to departments, never to a person. Offer it to the department.',
    { errors: [{ field: 'recipient', message: 'must be the department' }] },
  );

/** The terms do not come to a value. */
export const allowanceTermsInvalid = ({ field, message }: ValueFault): DomainError =>
  invalid('terms_invalid', message, field);

export const partnershipEnded = (): DomainError =>
  invalid('partnership_ended', 'This partnership has ended. Nothing more can be offered under it.');

/** A report says more than the terms give for so much. */
export const aboveTerms = ({ field, message }: ValueFault): DomainError =>
  invalid('above_terms', message, field);

/** A report would take more than what is left of the cap. */
export const aboveCap = (field: 'units' | 'amountCents'): DomainError =>
  invalid('above_cap', 'This is more than is left of it. Look at what was reported before.', field);

export const outsideDays = (field: 'from' | 'to', message: string): DomainError =>
  invalid('outside_days', message, field);

/** The key was used for another report. */
export const reportDiffers = (): DomainError =>
  new DomainError(
    'conflict',
    'report_differs',
    'A report under this key was counted with other figures. Take it back first, or send this one under a key of its own.',
    { errors: [{ field: 'key', message: 'Another report was counted under this key.' }] },
  );

export const reportReversed = (): DomainError =>
  new DomainError(
    'conflict',
    'report_reversed',
    'The report under this key was taken back. Send the right one under a key of its own.',
    { errors: [{ field: 'key', message: 'The report under this key was taken back.' }] },
  );

export const noSuchReport = (): DomainError =>
  invalid('unknown_report', 'Nothing was reported under this key.', 'key');

/** Whoever recorded the acceptance does not begin it: two pairs of eyes, admins included. */
export const ownAcceptance = (): DomainError =>
  new DomainError('forbidden', 'own_work', 'You recorded this acceptance. Ask another admin to begin it.');
