import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import { VerifyCheck } from '../../platform/verify/verify-check.js';

/** Whether every step that counts as sent has its mail, and no enrolment lost its place. */
@Injectable()
export class SequencesVerify {
  @VerifyCheck('sequences')
  async *check(tx: Tx): AsyncGenerator<string> {
    const astray = await tx.query<{ id: string }>(
      `select e.id from sequence_enrolment e
         join sequence_version v on v.sequence_id = e.sequence_id and v.version = e.version
        where (select count(*) from sequence_send s where s.enrolment_id = e.id)
          <> case when e.state = 'done' then jsonb_array_length(v.steps) else e.next_step - 1 end`,
    );
    for (const { id } of astray) yield `Enrolment ${id} stands at another step than its mails say`;
    const unmailed = await tx.query<{ id: string; step: number }>(
      `select s.enrolment_id as id, s.step from sequence_send s join email_message m on m.id = s.email_message_id
        where m.idempotency_key <> 'sequence/' || s.enrolment_id || '/' || s.step`,
    );
    for (const { id, step } of unmailed) yield `Step ${step} of enrolment ${id} names another mail`;
  }
}
