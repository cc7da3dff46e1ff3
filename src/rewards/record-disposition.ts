import { actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import { type DeviceDisposition, dispositionFault } from './disposition.js';
import type { Moment, Reward } from './reward.entity.js';
import type { DispositionDto } from './rewards.dto.js';
import {
  dateInFuture,
  datesOutOfOrder,
  dispositionRefused,
  notDelivered,
  otherDevice,
} from './rewards.errors.js';
import { DeviceDispositionRecorded } from './rewards.events.js';

const SAID: Record<DeviceDisposition, string> = {
  installed: 'installed',
  raffled: 'raffled off',
  given: 'given away',
  destroyed: 'destroyed',
};

/**
 * Writes what became of a locked reward's device, in the caller's transaction. Of several rows the latest holds. Throws 422
 * `not_delivered`, `date_in_future`, `dates_out_of_order`, `return_instead`, `note_not_taken`, `given_to_not_taken`, `other_device`.
 */
export async function recordDisposition(
  tx: Tx,
  reward: Reward,
  told: DispositionDto,
  at: Moment,
): Promise<void> {
  const { disposition, on } = told;
  if (reward.state !== 'delivered') throw notDelivered();
  const fault = dispositionFault(told);
  if (fault || disposition === 'returned') throw dispositionRefused(fault ?? 'return_instead');
  if (on > at.today) throw dateInFuture('on');
  if (reward.receivedOn && on < reward.receivedOn) {
    throw datesOutOfOrder('on', `It was received on ${reward.receivedOn}: enter that day or a later one.`);
  }
  const { id, departmentId, partnershipId, ordinal, shipmentId } = reward;
  if (told.serialNumber && !(await wasSent(tx, shipmentId, told.serialNumber))) throw otherDevice();
  await tx.query(
    `insert into reward_disposition (id, reward_id, number, department_id, shipment_id, disposition, happened_on, given_to,
       note, by_person_id, by_name, recorded_at)
     select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11
       from reward_disposition where reward_id = $2`,
    [
      newId(),
      id,
      departmentId,
      shipmentId,
      disposition,
      on,
      told.givenTo ?? null,
      told.note?.trim() || null,
      personIdOf(tx.actor),
      actorName(tx.actor),
      tx.now,
    ],
  );
  await tx.record(
    DeviceDispositionRecorded(
      { rewardId: id, partnershipId, departmentId, ordinal, disposition },
      {
        departmentId,
        visibility: 'shared',
        subject: { type: 'reward', id },
        summary: `Device ${ordinal} ${SAID[disposition]}`,
        occurredOn: on,
      },
    ),
  );
}

async function wasSent(tx: Tx, shipmentId: string | null, serialNumber: string): Promise<boolean> {
  const sent = await tx.one('select from shipment where id = $1 and upper(serial_number) = upper($2)', [
    shipmentId,
    serialNumber.trim(),
  ]);
  return sent !== undefined;
}
