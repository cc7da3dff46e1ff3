import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { VerifyCheck } from '../platform/verify/verify-check.js';

/** Whether what reminders say was sent is in the mail log, and nothing has been left lying. */
@Injectable()
export class RemindersVerify {
  @VerifyCheck('reminders')
  async *check(tx: Tx): AsyncGenerator<string> {
    const unmailed = await tx.query<{ id: string; period: string }>(
      `select r.id, r.period from reminder r left join email_message e on e.id = r.email_id
        where r.state = 'sent'
          and e.idempotency_key is distinct from 'reminder:' || r.partnership_id || ':' || r.period`,
    );
    for (const { id, period } of unmailed)
      yield `Reminder ${id} of ${period} is sent, but its mail is not in the log`;
    const unplanned = await tx.query<{ partnershipId: string }>(
      `select s.partnership_id "partnershipId" from reminder_schedule s join partnership p on p.id = s.partnership_id
        where s.rule is not null and s.next_at is null and p.state <> 'ended'`,
    );
    for (const { partnershipId } of unplanned)
      yield `The reminders of partnership ${partnershipId} have a day but no next date`;
  }
}
