import { DomainError } from '../platform/errors.js';
import type { DispositionFault } from './disposition.js';
import type { AcceptanceFault } from './gift-policy.js';
import type { RewardState, RewardStepName } from './reward-states.js';

const NOUN: Record<RewardStepName, string> = {
  accrual: 'earned',
  offer: 'offered',
  acceptance: 'accepted',
  refusal: 'refused',
  approval: 'approved',
  shipment: 'shipped',
  delivery: 'marked as delivered',
  loss: 'marked as lost',
  replacement: 'approved again',
  return: 'marked as returned',
  exchange: 'exchanged',
  voiding: 'voided',
  revival: 'earned again',
};

/** The table of states has no such step from here. */
export const stepNotAllowed = (step: RewardStepName, state: RewardState): DomainError =>
  new DomainError(
    'invalid',
    'step_not_allowed',
    `This device is ${state}, so it cannot be ${NOUN[step]} now. Reload to see which step comes next.`,
  );

export const notAccepted = (): DomainError =>
  new DomainError(
    'invalid',
    'not_accepted',
    'The department has not accepted this device yet. Record its acceptance first.',
  );

export const addressMissing = (): DomainError =>
  new DomainError('invalid', 'address_missing', 'The department has no ship-to address. Add one, then ship.');

export const dateInFuture = (field: string): DomainError =>
  new DomainError('invalid', 'date_in_future', 'That day has not come yet. Enter today or a day before.', {
    errors: [{ field, message: 'Enter today or a day before, in the department’s time zone.' }],
  });

export const datesOutOfOrder = (field: string, message: string): DomainError =>
  new DomainError('invalid', 'dates_out_of_order', message, { errors: [{ field, message }] });

export function acceptanceRefused(fault: AcceptanceFault, acceptor: string | null | undefined): DomainError {
  if (fault === 'authority_mismatch') {
    const message = `This department’s gift policy says that its ${acceptor ?? 'acceptor'} accepts gifts.`;
    return new DomainError('invalid', fault, message, { errors: [{ field: 'authority', message }] });
  }
  const message =
    'This gift is above the department’s limit, or no limit is set: enter the resolution number.';
  return new DomainError('invalid', fault, message, { errors: [{ field: 'resolutionNumber', message }] });
}

export const notDelivered = (): DomainError =>
  new DomainError(
    'invalid',
    'not_delivered',
    'This device is not with the department. Record its delivery first; then say what became of it.',
  );

const DISPOSITION_FAULTS: Record<DispositionFault, [field: string, message: string]> = {
  return_instead: [
    'disposition',
    'A device that goes back is recorded as its return, by fulfilment. Ask them to take it back.',
  ],
  note_not_taken: [
    'note',
    'Liaison keeps nothing about residents: leave the note out, and choose what kind of receiver it was.',
  ],
  given_to_not_taken: ['givenTo', 'Choose a receiver only for a device that was given away or raffled.'],
};

export function dispositionRefused(fault: DispositionFault): DomainError {
  const [field, message] = DISPOSITION_FAULTS[fault];
  return new DomainError('invalid', fault, message, { errors: [{ field, message }] });
}

export const otherDevice = (): DomainError =>
  new DomainError('invalid', 'other_device', 'This is not the serial number of the device delivered.', {
    errors: [{ field: 'serialNumber', message: 'Check the label: another device was delivered.' }],
  });

/** Whoever recorded the acceptance does not approve the device: two pairs of eyes, admins included. */
export const ownWork = (): DomainError =>
  new DomainError(
    'forbidden',
    'own_work',
    'You recorded this acceptance. Ask another admin to approve the device.',
  );

export const serialTaken = (): DomainError =>
  new DomainError('conflict', 'serial_taken', 'A device with this serial number has already been shipped.', {
    errors: [
      { field: 'serialNumber', message: 'Check the label: this serial number has already been shipped.' },
    ],
  });
