import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { MailGate } from './mail-gate.js';
import { stillHeld } from './mail.errors.js';
import { HeldMailReleased } from './mail.events.js';

/** Held mail, once its cause is gone. */
@Injectable()
export class HeldMailService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gate: MailGate,
  ) {}

  /**
   * Lets all held mail out: after a restore this is what ends the hold. Sign-in mails are left behind, since their
   * links are too old. The sweep sends the rest. Returns how many. Throws `still_held` (422) while a cause stands.
   */
  async release(actor: Actor): Promise<number> {
    return this.unitOfWork.run(actor, async (tx) => {
      if ((await this.gate.holdReason(tx)) === 'restored')
        await tx.query('update installation set mail_held = false');
      const hold = await this.gate.holdReason(tx);
      if (hold) throw stillHeld(hold);
      await tx.query(
        `update email_message set state = 'suppressed', reason = 'The link in it is too old.', settled_at = $1,
           raw = coalesce(raw_shown, raw), raw_shown = null
          where state = 'held' and topic = 'sign-in'`,
        [tx.now],
      );
      const rows = await tx.query<{ id: string }>(
        `update email_message set state = 'queued', reason = null, next_attempt_at = $1 where state = 'held' returning id`,
        [tx.now],
      );
      await tx.record(
        HeldMailReleased(
          { count: rows.length },
          {
            visibility: 'vendor',
            subject: { type: 'mail', id: 'held' },
            summary: `Let ${rows.length} held ${rows.length === 1 ? 'mail' : 'mails'} out`,
          },
        ),
      );
      return rows.length;
    });
  }
}
