import { Injectable } from '@nestjs/common';
import { PeopleQueries } from '../identity/people.queries.js';
import { MailService } from '../mail/mail.service.js';
import type { PartnershipFacts } from '../partnerships/partnerships.queries.js';
import type { PersonActor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { periodOf } from './next-occurrence.js';
import { ReminderMail, type ReminderMailData } from './reminder-mail.js';
import { cannotBeWritten } from './reminders.errors.js';
import { RemindersQueries } from './reminders.queries.js';
import { TestReminderSent } from './reminders.events.js';

/**
 * Reminders that only staff look at. They are no reminders: no row, no month used up, nothing in the pressure log, and links that
 * record nothing.
 */
@Injectable()
export class TestReminders {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: RemindersQueries,
    private readonly composing: ReminderMail,
    private readonly people: PeopleQueries,
    private readonly mail: MailService,
  ) {}

  /** This month's reminder of a partnership, or the reason in words why it cannot be written. */
  async write(
    tx: Tx,
    facts: PartnershipFacts,
    templateId: string | null,
    name: string | null,
  ): Promise<{ mail: ReminderMailData | null; fault: string | null }> {
    const period = periodOf(tx.now, facts.department.timeZone);
    const asked = { id: null, partnershipId: facts.id, period, kind: 'monthly' as const, templateId };
    try {
      const { data } = await this.composing.write(tx, asked, facts, name ?? 'Name of the officer');
      return { mail: data, fault: null };
    } catch (error) {
      return {
        mail: null,
        fault: `${error instanceof Error ? error.message : 'It cannot be written'}. A reminder without it would not leave.`,
      };
    }
  }

  /** Mails it to the person who asks, of the vendor's side; the same key is the same test. Throws `cannot_be_written` (422). */
  send(
    actor: PersonActor,
    asked: { partnershipId: string; templateId?: string; key: string },
  ): Promise<string> {
    return this.uow.run(actor, async (tx) => {
      if (actor.side !== 'vendor') throw notFound('preview');
      const [to] = await this.people.memberships(tx, actor.personId);
      const { facts } = await this.queries.schedule(tx, asked.partnershipId);
      if (!to) throw notFound('person');
      const { mail, fault } = await this.write(tx, facts, asked.templateId ?? null, to.name);
      if (!mail) throw cannotBeWritten(fault ?? '');
      const sent = await this.mail.enqueue(tx, {
        topic: 'test',
        to: { name: to.name, email: to.email },
        template: 'mail/reminders/reminder',
        data: mail,
        idempotencyKey: `reminder-test:${actor.personId}:${asked.key}`,
      });
      await tx.record(
        TestReminderSent(
          { partnershipId: facts.id, departmentId: facts.departmentId, emailId: sent.id },
          {
            departmentId: facts.departmentId,
            visibility: 'vendor',
            subject: { type: 'partnership', id: facts.id },
            summary: 'Sent a test of the reminder to staff',
          },
        ),
      );
      return sent.state;
    });
  }
}
