import { Injectable } from '@nestjs/common';
import { PersonDisabled } from '../identity/identity.events.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';

/** What pitches do when something happens elsewhere. */
@Injectable()
export class PitchesListener {
  /** A person who may no longer sign in hands open pitches and tasks to the successor, or leaves them to nobody. */
  @OnEvent(PersonDisabled, { name: 'pitches.hand-over', inTransaction: true })
  async handOver(
    event: StoredEvent<{ personId: string; successorId: string | null }>,
    tx: Tx,
  ): Promise<void> {
    const { personId, successorId } = event.payload;
    await tx.query(`update pitch set owner_id = $2 where owner_id = $1 and closed_on is null`, [
      personId,
      successorId,
    ]);
    await tx.query(`update task set owner_id = $2 where owner_id = $1 and done_at is null`, [
      personId,
      successorId,
    ]);
  }
}
