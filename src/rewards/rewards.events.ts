import { defineEvent } from '../platform/events/define-event.js';
import type { DeviceDisposition } from './disposition.js';
import type { RewardStepName } from './reward-states.js';

/** What every step of a reward tells: ids, its number, and what stands for it in the ledger (cents). */
export interface RewardStepped {
  rewardId: string;
  partnershipId: string;
  departmentId: string;
  ordinal: number;
  fmvCents: number;
}

export const RewardAccrued = defineEvent<RewardStepped>('reward.accrued', { recordOnly: true });
/** The department may take it; the PIO is told by mail. */
export const RewardOffered = defineEvent<RewardStepped>('reward.offered');
/** The department's acceptor said yes; fulfilment is told by mail. */
export const RewardAccepted = defineEvent<RewardStepped>('reward.accepted');
export const RewardDeclined = defineEvent<RewardStepped>('reward.declined', { recordOnly: true });
export const RewardApproved = defineEvent<RewardStepped>('reward.approved', { recordOnly: true });
export const RewardShipped = defineEvent<RewardStepped>('reward.shipped', { recordOnly: true });
export const RewardDelivered = defineEvent<RewardStepped>('reward.delivered', { recordOnly: true });
export const RewardLost = defineEvent<RewardStepped>('reward.lost', { recordOnly: true });
export const RewardReplaced = defineEvent<RewardStepped>('reward.replaced', { recordOnly: true });
export const RewardReturned = defineEvent<RewardStepped>('reward.returned', { recordOnly: true });
/** A defective device came back; the gift goes on with another. */
export const RewardExchanged = defineEvent<RewardStepped>('reward.exchanged', { recordOnly: true });
export const RewardVoided = defineEvent<RewardStepped>('reward.voided', { recordOnly: true });
export const RewardRevived = defineEvent<RewardStepped>('reward.revived', { recordOnly: true });

/** The department or a rep told what became of a delivered device. */
export const DeviceDispositionRecorded = defineEvent<
  Omit<RewardStepped, 'fmvCents'> & { disposition: DeviceDisposition }
>('reward.disposition_recorded', { recordOnly: true });

/** The event each step of the table records. */
export const EVENT_OF_STEP: Record<RewardStepName, typeof RewardAccrued> = {
  accrual: RewardAccrued,
  offer: RewardOffered,
  acceptance: RewardAccepted,
  refusal: RewardDeclined,
  approval: RewardApproved,
  shipment: RewardShipped,
  delivery: RewardDelivered,
  loss: RewardLost,
  replacement: RewardReplaced,
  return: RewardReturned,
  exchange: RewardExchanged,
  voiding: RewardVoided,
  revival: RewardRevived,
};
