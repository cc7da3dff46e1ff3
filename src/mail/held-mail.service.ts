import { Injectable } from '@nestjs/common';
import { type Actor, SYSTEM } from '../platform/actor.js';
import { CliCommand, type CliOutput } from '../platform/cli/cli-command.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { MailGate } from './mail-gate.js';
import { stillHeld } from './mail.errors.js';
import { HeldMailReleased, OutgoingHeld } from './mail.events.js';

/** Holding everything that goes out, and letting it go once the cause is gone. */
@Injectable()
export class HeldMailService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gate: MailGate,
  ) {}

  /**
   * Lets all held mail out: after a restore this is what ends the hold, of webhooks and of calls to Branch as well. Where mail
   * has another cause to wait, such as no mail server, it goes on waiting for that. Sign-in mails are left behind, since their
   * links are too old. The sweep sends the rest. Returns how many. Throws `still_held` (422) while another cause stands and
   * there was nothing else to let go.
   */
  async release(actor: Actor): Promise<number> {
    return this.unitOfWork.run(actor, async (tx) => {
      const restored = (await this.gate.holdReason(tx)) === 'restored';
      if (restored) await tx.query('update installation set mail_held = false');
      const hold = await this.gate.holdReason(tx);
      if (hold && !restored) throw stillHeld(hold);
      const count = hold ? await this.leaveWaiting(tx, hold) : await this.queue(tx);
      await tx.record(
        HeldMailReleased(
          { count },
          {
            visibility: 'vendor',
            subject: { type: 'mail', id: 'held' },
            summary: `Let ${count} held ${count === 1 ? 'mail' : 'mails'} out`,
          },
        ),
      );
      return count;
    });
  }

  private async queue(tx: Tx): Promise<number> {
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
    return rows.length;
  }

  private async leaveWaiting(tx: Tx, reason: string): Promise<number> {
    await tx.query(`update email_message set reason = $1 where state = 'held'`, [reason]);
    return 0;
  }

  /** `liaison mail:hold`: for whoever puts a backup back, before the first process starts on it. Doing it again changes nothing. */
  @CliCommand({
    name: 'mail:hold',
    summary: 'Hold everything that goes out until an admin lets it go; run it on a restored database first',
  })
  async hold(_args: string[], _options: Record<string, unknown>, out: CliOutput): Promise<void> {
    await this.unitOfWork.run(SYSTEM, async (tx) => {
      const isNew = await tx.one(
        'update installation set mail_held = true where not mail_held returning 1 as held',
      );
      if (!isNew) return;
      const summary = 'Held everything that goes out';
      const place = { visibility: 'vendor', subject: { type: 'mail', id: 'held' }, summary } as const;
      await tx.record(OutgoingHeld({}, place));
    });
    out.result('Nothing goes out until an admin lets it go on the page Mail.', { held: true });
  }
}
