import { defineEvent } from '../../platform/events/define-event.js';
import type { AllowanceStepName } from './allowance-states.js';
import type { AllowanceKind } from './allowance-value.js';

/** What every step of an allowance tells: ids, what it is, and what the step moved in the ledger (devices and cents). */
export interface AllowanceStepped {
  allowanceId: string;
  partnershipId: string;
  departmentId: string;
  kind: AllowanceKind;
  number: number;
  units: number;
  cents: number;
}

/** The department may take it; the information officer is told by mail. */
export const AllowanceOffered = defineEvent<AllowanceStepped>('allowance.offered');
export const AllowanceAccepted = defineEvent<AllowanceStepped>('allowance.accepted', { recordOnly: true });
export const AllowanceDeclined = defineEvent<AllowanceStepped>('allowance.declined', { recordOnly: true });
export const AllowanceActivated = defineEvent<AllowanceStepped>('allowance.activated', { recordOnly: true });
/** A total of what was used was reported; units and cents are the report's. */
export const AllowanceUsed = defineEvent<AllowanceStepped>('allowance.used', { recordOnly: true });
export const AllowanceUseReversed = defineEvent<AllowanceStepped>('allowance.use_reversed', {
  recordOnly: true,
});
/** Over; units and cents are the unused rest that was released. */
export const AllowanceClosed = defineEvent<AllowanceStepped>('allowance.closed', { recordOnly: true });

/** An allowance meant for somebody else than the department was refused; of whom, only that it was a person is kept. */
export const AllowanceRefused = defineEvent<{
  partnershipId: string;
  departmentId: string;
  recipient: 'person';
}>('allowance.refused', { recordOnly: true });

/** The event each step of the table records. */
export const EVENT_OF_ALLOWANCE_STEP: Record<AllowanceStepName, typeof AllowanceOffered> = {
  offer: AllowanceOffered,
  acceptance: AllowanceAccepted,
  refusal: AllowanceDeclined,
  activation: AllowanceActivated,
  use: AllowanceUsed,
  reversal: AllowanceUseReversed,
  closing: AllowanceClosed,
};
