import { actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import { postingsFor } from './ledger-posting.js';
import { Reward, type StepTaken } from './reward.entity.js';
import { EVENT_OF_STEP } from './rewards.events.js';

/**
 * Puts a step where it belongs, all in the caller's transaction: the reward's history, both sides of the gift
 * ledger, and the event. `today` is the local day the ledger enters it on when the step names no business day.
 */
export async function recordStep(
  tx: Tx,
  reward: Reward,
  taken: StepTaken,
  today: string,
  causeDownloadId: string | null = null,
): Promise<void> {
  reward.steps += 1;
  await tx.repo(Reward).save(reward);
  const stepId = newId();
  await tx.query(
    `insert into reward_step (id, reward_id, number, partnership_id, department_id, step, from_state, to_state,
       occurred_on, reason, details, cause_download_id, by_person_id, by_name, recorded_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      stepId,
      reward.id,
      reward.steps,
      reward.partnershipId,
      reward.departmentId,
      taken.step,
      taken.from,
      taken.to,
      taken.occurredOn,
      taken.reason,
      JSON.stringify(taken.details),
      causeDownloadId,
      personIdOf(tx.actor),
      actorName(tx.actor),
      tx.now,
    ],
  );
  for (const posting of postingsFor(taken.from, taken.to, reward.fmvCents, taken.step)) {
    await tx.query(
      `insert into gift_ledger_entry (id, step_id, reward_id, partnership_id, department_id, account, units, cents,
         entered_on, recorded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        newId(),
        stepId,
        reward.id,
        reward.partnershipId,
        reward.departmentId,
        posting.account,
        posting.units,
        posting.cents,
        taken.occurredOn ?? today,
        tx.now,
      ],
    );
  }
  const { id, partnershipId, departmentId, ordinal, fmvCents } = reward;
  await tx.record(
    EVENT_OF_STEP[taken.step](
      { rewardId: id, partnershipId, departmentId, ordinal, fmvCents },
      {
        departmentId,
        visibility: 'shared',
        subject: { type: 'reward', id },
        summary: summaryOf(ordinal, taken),
        occurredOn: taken.occurredOn,
      },
    ),
  );
}

const SAID: Record<StepTaken['step'], string> = {
  accrual: 'earned',
  offer: 'offered to the department',
  acceptance: 'accepted',
  refusal: 'declined',
  approval: 'approved for shipping',
  shipment: 'shipped',
  delivery: 'delivered',
  loss: 'lost on the way',
  replacement: 'approved to be shipped again',
  return: 'returned',
  exchange: 'returned as defective, to be replaced',
  voiding: 'voided during its hold',
  revival: 'earned again',
};

/** The sentence on the timeline. A carrier's tracking number stays out of it. */
function summaryOf(ordinal: number, taken: StepTaken): string {
  const by = taken.step === 'acceptance' ? ` by the ${taken.details['authority']}` : '';
  const resolution = taken.details['resolutionNumber']
    ? `, resolution ${taken.details['resolutionNumber']}`
    : '';
  const reason = taken.reason ? `: ${taken.reason}` : '';
  return `Device ${ordinal} ${SAID[taken.step]}${by}${resolution}${reason}`;
}
