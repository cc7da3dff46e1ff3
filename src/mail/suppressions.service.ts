import { Injectable } from '@nestjs/common';
import { type Actor, SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import { SecretKey } from '../platform/secret-key.js';
import { MailGate } from './mail-gate.js';
import { unsubscribeUnknown } from './mail.errors.js';
import { SuppressionLifted, Unsubscribed } from './mail.events.js';
import { emailOfToken } from './unsubscribe-token.js';

/** What an unsubscribe link speaks of. */
export interface Subscription {
  emailId: string;
  topic: string;
  departmentName: string | null;
  ended: boolean;
}

interface Row extends Subscription {
  address: string;
  departmentId: string | null;
}

const SELECT = `select m.id as "emailId", m.topic, m.to_address as address, m.department_id as "departmentId",
    d.name as "departmentName",
    exists (select 1 from suppression s where s.address = lower(m.to_address) and s.topic in (m.topic, '*') and s.ended_at is null) as ended
  from email_message m left join department entry on entry.id = m.department_id
  left join department d on d.id = coalesce(entry.merged_into_id, entry.id) where m.id = $1`;

/** Ending mails of a topic, by the link in one of them; whoever holds the link needs no other right. */
@Injectable()
export class SuppressionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly key: SecretKey,
    private readonly gate: MailGate,
  ) {}

  /** What the link is about; looking changes nothing. Throws `not_found` for a link that was not made here. */
  async look(token: string): Promise<Subscription> {
    const id = this.idOf(token);
    const row = await this.unitOfWork.read(SYSTEM, (tx) => tx.one<Row>(SELECT, [id]));
    if (!row) throw unsubscribeUnknown();
    return { emailId: row.emailId, topic: row.topic, departmentName: row.departmentName, ended: row.ended };
  }

  /** Ends mails of the link's topic to its address; doing it again changes nothing. Throws `not_found`. */
  async end(token: string): Promise<Subscription> {
    const id = this.idOf(token);
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      const row = await tx.one<Row>(SELECT, [id]);
      if (!row) throw unsubscribeUnknown();
      const { address, topic, departmentId, departmentName, emailId } = row;
      const isNew = await this.gate.suppress(tx, {
        id: newId(),
        address,
        topic,
        reason: 'unsubscribed',
        emailId,
      });
      if (isNew) {
        await tx.record(
          Unsubscribed(
            { emailId, topic },
            {
              departmentId,
              visibility: departmentId ? 'shared' : 'vendor',
              subject: { type: 'email', id: emailId },
              summary: `A reader ended mails about ${topic}`,
            },
          ),
        );
      }
      return { emailId, topic, departmentName, ended: true };
    });
  }

  /** Takes back an end that was made by this kind of link. Throws `not_found`. */
  async undo(token: string): Promise<Subscription> {
    const id = this.idOf(token);
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      const row = await tx.one<Row>(SELECT, [id]);
      if (!row) throw unsubscribeUnknown();
      await tx.query(
        `update suppression set ended_at = $3
          where address = lower($1) and topic = $2 and reason = 'unsubscribed' and ended_at is null`,
        [row.address, row.topic, tx.now],
      );
      const after = await tx.one<Row>(SELECT, [id]);
      return {
        emailId: row.emailId,
        topic: row.topic,
        departmentName: row.departmentName,
        ended: after?.ended ?? false,
      };
    });
  }

  /** Ends a suppression because a person of the vendor's says so (a mailbox that works again). Throws `not_found`. */
  async lift(actor: Actor, id: string): Promise<{ id: string; endedAt: Date }> {
    return this.unitOfWork.run(actor, async (tx) => {
      const row = await tx.one<{ topic: string; emailId: string | null }>(
        `update suppression set ended_at = $2 where id = $1 and ended_at is null returning topic, email_id as "emailId"`,
        [id, tx.now],
      );
      if (!row) throw notFound('suppression');
      await tx.record(
        SuppressionLifted(
          { suppressionId: id, topic: row.topic },
          {
            visibility: 'vendor',
            subject: { type: 'suppression', id },
            summary: 'Lets mail go to an address again',
          },
        ),
      );
      return { id, endedAt: tx.now };
    });
  }

  private idOf(token: string): string {
    const id = emailOfToken(this.key, token);
    if (!id) throw unsubscribeUnknown();
    return id;
  }
}
