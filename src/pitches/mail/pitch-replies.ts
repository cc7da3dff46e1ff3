import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../../departments/departments.queries.js';
import type { FiledMail } from '../../mail/inbound/inbound-mail.service.js';
import type { Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/id.js';
import { localDate } from '../../platform/local-time.js';
import { PitchMailReceived } from './pitch-mail.events.js';

const TITLES: Record<FiledMail['kind'], string> = {
  answer: 'Mail received',
  automatic: 'Automatic reply',
  own: 'Mail received',
  delivery_report: 'Delivery report',
};

/** Files what came to a pitch's reply address: on the timeline, and, for a person's answer, as the pitch's last touch. */
@Injectable()
export class PitchReplies {
  constructor(private readonly departments: DepartmentsQueries) {}

  /** Called once for each message, in the transaction that keeps it. Lock order: pitch, then whatever listens. */
  async file(tx: Tx, pitchId: string, mail: FiledMail): Promise<void> {
    const pitch = await tx.one<{ departmentId: string }>(
      'select department_id as "departmentId" from pitch where id = $1 for update',
      [pitchId],
    );
    if (!pitch) throw new Error('A mailbox without its pitch.');
    const { departmentId } = pitch;
    const department = await this.departments.factsOrFail(tx, departmentId);
    const today = localDate(tx.now, department.timeZone);
    const contacts = await this.departments.contacts(tx, departmentId);
    const address = mail.fromAddress.toLowerCase();
    const contact = contacts.find(({ email }) => email?.toLowerCase() === address) ?? null;
    // A delivery report is the post's business; nobody said anything.
    const activityId = mail.kind === 'delivery_report' ? null : newId();
    if (activityId) {
      await tx.query(
        `insert into activity (id, pitch_id, department_id, kind, direction, visibility, occurred_on, subject, body,
           contact_id, by_name, recorded_at)
         values ($1, $2, $3, 'email', $4, 'shared', $5, $6, $7, $8, $9, $10)`,
        [
          activityId,
          pitchId,
          departmentId,
          mail.kind === 'own' ? 'out' : 'in',
          today,
          mail.kind === 'automatic' ? `${TITLES.automatic}: ${mail.subject}`.slice(0, 300) : mail.subject,
          mail.text.slice(0, 20_000) || null,
          contact?.id ?? null,
          contact?.name || mail.fromName || 'Someone at the department',
          tx.now,
        ],
      );
    }
    await tx.query(
      `insert into pitch_reply (inbound_message_id, pitch_id, department_id, contact_id, activity_id, received_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [mail.id, pitchId, departmentId, contact?.id ?? null, activityId, tx.now],
    );
    if (mail.kind === 'answer') {
      await tx.query('update pitch set last_touched_on = greatest(last_touched_on, $2) where id = $1', [
        pitchId,
        today,
      ]);
    }
    await tx.record(
      PitchMailReceived(
        { pitchId, departmentId, inboundMessageId: mail.id, activityId, kind: mail.kind },
        {
          departmentId,
          visibility: mail.kind === 'delivery_report' ? 'vendor' : 'shared',
          subject: activityId ? { type: 'activity', id: activityId } : { type: 'pitch', id: pitchId },
          summary: `${TITLES[mail.kind]}: ${mail.subject}`,
          occurredOn: today,
        },
      ),
    );
  }
}
