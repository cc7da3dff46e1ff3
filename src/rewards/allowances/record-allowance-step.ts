import { actorName, personIdOf } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/id.js';
import { countOf, formatMoney } from '../../platform/web/views/helpers/numbers.js';
import type { Allowance, AllowanceStepTaken } from './allowance.entity.js';
import { EVENT_OF_ALLOWANCE_STEP } from './allowance.events.js';
import { allowancePostings } from './allowance-posting.js';
import { allowanceName, allowanceWords } from './allowance-words.js';

/**
 * Puts a step of an allowance where it belongs, all in the caller's transaction: the history, both sides of the gift ledger and the
 * event. The allowance itself, its steps counted, is the caller's to save before. Returns the id of the step.
 */
export async function recordAllowanceStep(
  tx: Tx,
  allowance: Allowance,
  taken: AllowanceStepTaken,
): Promise<string> {
  const { id, partnershipId, departmentId, kind, number } = allowance;
  const stepId = newId();
  await tx.query(
    `insert into allowance_step (id, allowance_id, number, partnership_id, department_id, step, from_state, to_state, occurred_on,
       reason, details, by_person_id, by_name, recorded_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      stepId,
      id,
      allowance.steps,
      partnershipId,
      departmentId,
      taken.step,
      taken.from,
      taken.to,
      taken.occurredOn,
      taken.reason,
      JSON.stringify(taken.details),
      personIdOf(tx.actor),
      actorName(tx.actor),
      tx.now,
    ],
  );
  const postings = allowancePostings(kind, taken.step, taken.moved);
  if (postings.length > 0) {
    await tx.query(
      `insert into gift_ledger_entry (id, allowance_step_id, allowance_id, partnership_id, department_id, account, units, cents,
         entered_on, recorded_at)
       select p.id, $2, $3, $4, $5, p.account, p.units, p.cents, $6, $7
         from jsonb_to_recordset($1::jsonb) as p (id uuid, account text, units int, cents int)`,
      [
        JSON.stringify(postings.map((posting) => ({ id: newId(), ...posting }))),
        stepId,
        id,
        partnershipId,
        departmentId,
        taken.occurredOn,
        tx.now,
      ],
    );
  }
  await tx.record(
    EVENT_OF_ALLOWANCE_STEP[taken.step](
      { allowanceId: id, partnershipId, departmentId, kind, number, ...taken.moved },
      {
        departmentId,
        visibility: 'shared',
        subject: { type: 'allowance', id },
        summary: summaryOf(allowance, taken),
        occurredOn: taken.occurredOn,
      },
    ),
  );
  return stepId;
}

/** The sentence on the timeline. */
function summaryOf(allowance: Allowance, { step, moved, details, reason }: AllowanceStepTaken): string {
  const name = allowanceName(allowance);
  const sum = `${countOf(moved.units, 'device', 'devices')}, ${formatMoney(moved.cents)}`;
  const because = reason ? `: ${reason}` : '';
  switch (step) {
    case 'offer':
      return `${name} offered to the department: ${allowanceWords(allowance)}`;
    case 'acceptance':
      return `${name} accepted by the ${details['authority']}${details['resolutionNumber'] ? `, resolution ${details['resolutionNumber']}` : ''}`;
    case 'refusal':
      return `${name} declined${because}`;
    case 'activation':
      return `${name} active`;
    case 'use':
      return `${name} used from ${details['from']} to ${details['to']}: ${sum}`;
    case 'reversal':
      return `${name}: a report of ${sum} taken back${because}`;
    case 'closing':
      return `${name} closed${moved.units || moved.cents ? `, ${sum} released` : ''}${because}`;
  }
}
