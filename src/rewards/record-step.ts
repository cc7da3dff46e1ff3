import { actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import type { RecordableEvent } from '../platform/events/define-event.js';
import { newId } from '../platform/id.js';
import { insertRewards } from './insert-rewards.js';
import { postingsFor } from './ledger-posting.js';
import { Reward, type StepTaken } from './reward.entity.js';
import { EVENT_OF_STEP } from './rewards.events.js';

/** A step a reward took, and what stands behind it. */
export interface Recordable {
  reward: Reward;
  taken: StepTaken;
  /** The local day the ledger enters it on when the step names no business day. */
  today: string;
  causeDownloadId: string | null;
}

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
  await recordSteps(tx, [{ reward, taken, today, causeDownloadId }]);
}

/** The same for many steps of many rewards, in the order they were taken: a statement for each table, not for each step. */
export async function recordSteps(tx: Tx, steps: readonly Recordable[]): Promise<void> {
  if (steps.length === 0) return;
  const numbered = steps.map((step) => ({ ...step, id: newId(), number: ++step.reward.steps }));
  await saveRewards(tx, steps);
  await tx.query(
    `insert into reward_step (id, reward_id, number, partnership_id, department_id, step, from_state, to_state,
       occurred_on, reason, details, cause_download_id, by_person_id, by_name, recorded_at)
     select s.*, $13, $14, $15 from unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],
       $8::text[], $9::date[], $10::text[], $11::jsonb[], $12::uuid[]) as s`,
    [
      numbered.map(({ id }) => id),
      numbered.map(({ reward }) => reward.id),
      numbered.map(({ number }) => number),
      numbered.map(({ reward }) => reward.partnershipId),
      numbered.map(({ reward }) => reward.departmentId),
      numbered.map(({ taken }) => taken.step),
      numbered.map(({ taken }) => taken.from),
      numbered.map(({ taken }) => taken.to),
      numbered.map(({ taken }) => taken.occurredOn),
      numbered.map(({ taken }) => taken.reason),
      numbered.map(({ taken }) => JSON.stringify(taken.details)),
      numbered.map(({ causeDownloadId }) => causeDownloadId),
      personIdOf(tx.actor),
      actorName(tx.actor),
      tx.now,
    ],
  );
  await enter(tx, numbered);
  await tx.recordAll(steps.map(eventOf));
}

/** A reward is new when its first step is among these; it is then written once, in the state its last step left it in. */
async function saveRewards(tx: Tx, steps: readonly Recordable[]): Promise<void> {
  const born = new Set(steps.filter(({ taken }) => taken.from === null).map(({ reward }) => reward));
  const known = new Set(steps.map(({ reward }) => reward).filter((reward) => !born.has(reward)));
  await insertRewards(tx, [...born]);
  if (known.size > 0) await tx.repo(Reward).save([...known]);
}

/** Both sides of each step, for those that move the gift from one account to another. */
async function enter(tx: Tx, steps: readonly (Recordable & { id: string })[]): Promise<void> {
  const entries = steps.flatMap(({ id, reward, taken, today }) =>
    postingsFor(taken.from, taken.to, reward.fmvCents, taken.step).map((posting) => ({
      id,
      reward,
      posting,
      enteredOn: taken.occurredOn ?? today,
    })),
  );
  if (entries.length === 0) return;
  await tx.query(
    `insert into gift_ledger_entry (id, step_id, reward_id, partnership_id, department_id, account, units, cents,
       entered_on, recorded_at)
     select e.*, $10 from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::int[],
       $8::int[], $9::date[]) as e`,
    [
      entries.map(() => newId()),
      entries.map(({ id }) => id),
      entries.map(({ reward }) => reward.id),
      entries.map(({ reward }) => reward.partnershipId),
      entries.map(({ reward }) => reward.departmentId),
      entries.map(({ posting }) => posting.account),
      entries.map(({ posting }) => posting.units),
      entries.map(({ posting }) => posting.cents),
      entries.map(({ enteredOn }) => enteredOn),
      tx.now,
    ],
  );
}

function eventOf({ reward, taken }: Recordable): RecordableEvent {
  const { id, partnershipId, departmentId, ordinal, fmvCents } = reward;
  return EVENT_OF_STEP[taken.step](
    { rewardId: id, partnershipId, departmentId, ordinal, fmvCents },
    {
      departmentId,
      visibility: 'shared',
      subject: { type: 'reward', id },
      summary: summaryOf(ordinal, taken),
      occurredOn: taken.occurredOn,
    },
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
