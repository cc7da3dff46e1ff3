import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { PeopleQueries } from '../identity/people.queries.js';
import { MailService } from '../mail/mail.service.js';
import { type PartnershipFacts, PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { notFound } from '../platform/errors.js';
import { decide, reasonInWords } from './decide.js';
import { quietUntil } from './quiet-hours.js';
import { Reminder } from './reminder.entity.js';
import { ReminderMail } from './reminder-mail.js';
import { ReminderSchedule } from './reminder-schedule.entity.js';
import { postedIn } from './reminders.queries.js';
import { ReminderFailed, ReminderSent, ReminderSkipped } from './reminders.events.js';

/** Decides one reminder: sends it, or says why not. The caller holds the row's lock. */
@Injectable()
export class Sending {
  constructor(
    private readonly partnerships: PartnershipsQueries,
    private readonly departments: DepartmentsQueries,
    private readonly people: PeopleQueries,
    private readonly composing: ReminderMail,
    private readonly mail: MailService,
  ) {}

  /** Returns the reason when it was not sent, else null. One mail for each partnership and month, however often it is tried. */
  async attempt(tx: Tx, reminder: Reminder, byHand: boolean): Promise<string | null> {
    const facts = await this.partnerships.facts(tx, reminder.partnershipId);
    if (!facts) throw notFound('partnership');
    const schedule = await tx.repo(ReminderSchedule).findOneBy({ partnershipId: reminder.partnershipId });
    const to = await this.recipient(tx, reminder.departmentId);
    const verdict = decide({
      now: tx.now,
      dueAt: reminder.dueAt,
      dueOn: reminder.dueOn,
      active: schedule?.active ?? true,
      pauseUntil: schedule?.pauseUntil ?? null,
      ended: facts.state === 'ended',
      posted: await this.posted(tx, reminder),
      hasRecipient: to !== undefined,
      quietUntil: quietUntil(tx.now, schedule?.quiet ?? null, facts.department.timeZone),
      byHand,
    });
    if ('waitUntil' in verdict) {
      reminder.notBefore = verdict.waitUntil;
      await keep(tx, reminder);
      return 'quiet';
    }
    if ('skip' in verdict || !to)
      return this.skip(tx, reminder, 'skip' in verdict ? verdict.skip : 'no_recipient', byHand);
    return this.send(tx, reminder, facts, to, byHand);
  }

  /**
   * The department has posted: reminders of these months whose mail still waits (for a mail server, for an admin, for another
   * attempt) are taken back.
   */
  async takeBack(tx: Tx, partnershipId: string, periods: readonly string[]): Promise<void> {
    const waiting = await tx.repo(Reminder).find({
      where: { partnershipId, period: In([...new Set(periods)]), state: 'sent' },
      lock: { mode: 'pessimistic_write' },
    });
    for (const reminder of waiting) {
      const why = 'The department posted before it left.';
      if (!reminder.emailId || !(await this.mail.withdraw(tx, reminder.emailId, why))) continue;
      reminder.takeBack('posted', tx.now);
      await keep(tx, reminder);
      const words = 'taken back: the department posted before it left';
      await tx.record(ReminderSkipped({ ...which(reminder), reason: 'posted' }, told(reminder, words)));
    }
  }

  /** Could not be prepared: kept as failed, for a person to send. */
  async fail(tx: Tx, reminder: Reminder): Promise<void> {
    reminder.fail('mail_failed', tx.now);
    await keep(tx, reminder);
    await tx.record(
      ReminderFailed({ ...which(reminder), reason: 'mail_failed' }, told(reminder, 'could not be prepared')),
    );
  }

  private async send(
    tx: Tx,
    reminder: Reminder,
    facts: PartnershipFacts,
    to: { name: string; email: string },
    byHand: boolean,
  ): Promise<string | null> {
    const written = await this.composing.write(tx, reminder, facts, to.name);
    const email = await tx.asApp('the mail room is the vendor’s', async () =>
      this.mail.enqueue(tx, {
        topic: 'reminders',
        to,
        template: 'mail/reminders/reminder',
        data: written.data,
        idempotencyKey: `reminder:${reminder.partnershipId}:${reminder.period}`,
        departmentId: reminder.departmentId,
        visibility: 'shared',
        unsubscribe: true,
      }),
    );
    if (email.state === 'suppressed') {
      // The month's one mail was taken back when the department posted, and there is no second.
      const takenBack = reminder.reason === 'posted' && reminder.emailId === email.id;
      return this.skip(tx, reminder, takenBack ? 'posted' : 'opted_out', byHand, email.id);
    }
    reminder.sent(email.id, written.templateVersionId, tx.now, byHand ? personIdOf(tx.actor) : null);
    await keep(tx, reminder);
    await tx.record(
      ReminderSent({ ...which(reminder), byHand }, told(reminder, byHand ? 'sent by hand' : 'sent')),
    );
    return null;
  }

  /** A person who tried gets the refusal instead of another row of the same kind. */
  private async skip(
    tx: Tx,
    reminder: Reminder,
    reason: string,
    byHand: boolean,
    emailId: string | null = null,
  ): Promise<string> {
    if (byHand) return reason;
    reminder.skip(reason, tx.now, emailId);
    await keep(tx, reminder);
    const words = reasonInWords(reason)?.toLowerCase() ?? reason;
    await tx.record(ReminderSkipped({ ...which(reminder), reason }, told(reminder, `skipped: ${words}`)));
    return reason;
  }

  private async posted(tx: Tx, reminder: Reminder): Promise<boolean> {
    const row = await tx.one(
      `select 1 from outreach_post o where o.partnership_id = $1 and ${postedIn('o', '$2')} limit 1`,
      [reminder.partnershipId, reminder.period],
    );
    return row !== undefined;
  }

  /** The department's first information officer who signs in, else its contact in that role. */
  private async recipient(
    tx: Tx,
    departmentId: string,
  ): Promise<{ name: string; email: string } | undefined> {
    const [person] = await this.people.byRole(tx, 'pio', departmentId);
    if (person) return { name: person.name, email: person.email };
    const contacts = await this.departments.contacts(tx, departmentId);
    const contact = contacts.find(({ role, email }) => role === 'pio' && email);
    return contact?.email ? { name: contact.name, email: contact.email } : undefined;
  }
}

/** The row is locked and known, so it is written without being read again. */
async function keep(tx: Tx, { id, ...columns }: Reminder): Promise<void> {
  await tx.repo(Reminder).update(id, columns);
}

function which(r: Reminder): {
  reminderId: string;
  partnershipId: string;
  departmentId: string;
  period: string;
} {
  return { reminderId: r.id, partnershipId: r.partnershipId, departmentId: r.departmentId, period: r.period };
}

function told(
  reminder: Reminder,
  what: string,
): {
  departmentId: string;
  visibility: 'shared';
  subject: { type: string; id: string };
  summary: string;
} {
  const kind = reminder.kind === 'activation' ? 'Activation reminder' : 'Monthly reminder';
  return {
    departmentId: reminder.departmentId,
    visibility: 'shared',
    subject: { type: 'reminder', id: reminder.id },
    summary: `${kind} of ${reminder.period} ${what}`,
  };
}
