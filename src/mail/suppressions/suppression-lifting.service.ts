import { Injectable } from '@nestjs/common';
import { type Actor, actorName, personIdOf } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { notFound } from '../../platform/errors.js';
import { isId } from '../../platform/id.js';
import { redactText } from '../../platform/log.js';
import type { SuppressionReason } from '../mail-gate.js';
import { liftReasonMissing, readersOwn } from '../mail.errors.js';
import { SuppressionLifted } from '../mail.events.js';
import { mayBeLifted } from './suppression-words.js';

/** Ending an entry of the suppression list, as one of the vendor's people says that a mailbox works again. */
@Injectable()
export class SuppressionLifting {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Ends it, with the reason on the trail. Throws `not_found` for one that is not in force, `readers_own` (422) for what its
   * reader said, which only the reader takes back.
   */
  lift(actor: Actor, id: string, reason: string): Promise<{ id: string; endedAt: Date }> {
    const why = redactText(reason.trim());
    if (why === '') throw liftReasonMissing();
    return this.unitOfWork.run(actor, async (tx) => {
      const row = isId(id)
        ? await tx.one<{ topic: string; reason: SuppressionReason }>(
            `select topic, reason from suppression
              where id = $1 and ended_at is null and (ends_at is null or ends_at > $2) for update`,
            [id, tx.now],
          )
        : undefined;
      if (!row) throw notFound('suppression');
      if (!mayBeLifted(row)) throw readersOwn();
      await tx.query(
        'update suppression set ended_at = $2, ended_by = $3, ended_by_name = $4, end_reason = $5 where id = $1',
        [id, tx.now, personIdOf(tx.actor), actorName(tx.actor), why],
      );
      await tx.record(
        SuppressionLifted(
          { suppressionId: id, topic: row.topic },
          {
            visibility: 'vendor',
            subject: { type: 'suppression', id },
            summary: `Lets mail go to an address again: ${why}`,
          },
        ),
      );
      return { id, endedAt: tx.now };
    });
  }
}
