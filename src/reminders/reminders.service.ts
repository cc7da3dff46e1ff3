import { Injectable } from '@nestjs/common';
import { type PartnershipFacts, PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { type Actor, isOwnDepartment, personIdOf, SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId, newId } from '../platform/id.js';
import { localDate } from '../platform/local-time.js';
import { ruleInWords } from './next-occurrence.js';
import { PostLink } from './post-link.js';
import { Reminder } from './reminder.entity.js';
import { ReminderSchedule, type ScheduleChange } from './reminder-schedule.entity.js';
import { alreadySent, cannotSend, linkUnknown, postBeforeProgram, postInFuture } from './reminders.errors.js';
import { OutreachPosted, ReminderScheduleChanged } from './reminders.events.js';
import { Sending } from './sending.js';

/** What people do with reminders: choose the day, send one by hand, say that they posted. */
@Injectable()
export class RemindersService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly partnerships: PartnershipsQueries,
    private readonly sending: Sending,
    private readonly links: PostLink,
  ) {}

  /** Part of the green light, in its transaction; once made, calling it again changes nothing. No day until the announcement. */
  async createSchedule(tx: Tx, of: { partnershipId: string; departmentId: string }): Promise<void> {
    await tx.query(
      `insert into reminder_schedule (partnership_id, department_id, planned_through, changed_at)
       values ($1, $2, $3, $3) on conflict (partnership_id) do nothing`,
      [of.partnershipId, of.departmentId, tx.now],
    );
  }

  /** Sets the day, hour and pause; 404 for a partnership the actor may not see. */
  changeSchedule(actor: Actor, partnershipId: string, change: ScheduleChange): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const facts = await this.partnershipOf(tx, partnershipId);
      const schedule = await tx
        .repo(ReminderSchedule)
        .findOne({ where: { partnershipId }, lock: { mode: 'pessimistic_write' } });
      if (!schedule) throw notFound('reminder schedule');
      schedule.change(change, facts.department.timeZone, tx.now);
      if (facts.state === 'ended') schedule.end();
      await tx.repo(ReminderSchedule).save(schedule);
      const { departmentId, rule, hour, active } = schedule;
      const when = rule ? `${ruleInWords(rule)} at ${hour}:00` : 'No day yet';
      await tx.record(
        ReminderScheduleChanged(
          { partnershipId, departmentId, rule, hour, active },
          {
            departmentId,
            visibility: 'shared',
            subject: { type: 'partnership', id: partnershipId },
            summary: active ? `Reminders: ${when}` : 'Reminders stopped',
          },
        ),
      );
    });
  }

  /** A person sends what was skipped or failed, or is not due yet; 409 `already_sent` when the month had its one. */
  sendByHand(actor: Actor, id: string): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const reminder = isId(id)
        ? await tx.repo(Reminder).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
        : null;
      if (!reminder) throw notFound('reminder');
      if (reminder.state === 'sent') throw alreadySent();
      const reason = await this.sending.attempt(tx, reminder, true);
      if (reason !== null) throw cannotSend(reason);
    });
  }

  /** A post told of on the page or by a program; the month it falls in is not reminded again. */
  recordPost(
    actor: Actor,
    partnershipId: string,
    post: { postedOn: string; url?: string | null },
    via: 'page' | 'api',
  ): Promise<string> {
    return this.uow.run(actor, async (tx) => {
      const facts = await this.partnershipOf(tx, partnershipId);
      if (post.postedOn > localDate(tx.now, facts.department.timeZone)) throw postInFuture();
      if (post.postedOn < facts.signedOn) throw postBeforeProgram();
      const id = await this.insertPost(tx, {
        partnershipId,
        departmentId: facts.departmentId,
        reminderId: null,
        period: post.postedOn.slice(0, 7),
        postedOn: post.postedOn,
        url: post.url ?? null,
        via,
      });
      // From the page any number may be told of, so there is always one.
      return id!;
    });
  }

  /** The button behind the mail's link: the signature is the permission, and a second press changes nothing. */
  confirmPost(token: string, url: string | null): Promise<{ already: boolean }> {
    const reminderId = this.links.read(token);
    if (!reminderId) throw linkUnknown();
    return this.uow.run(SYSTEM, async (tx) => {
      const reminder = await tx.repo(Reminder).findOneBy({ id: reminderId });
      const facts = reminder && (await this.partnerships.facts(tx, reminder.partnershipId));
      if (!reminder || !facts) throw linkUnknown();
      const { partnershipId, departmentId, period } = reminder;
      const postedOn = localDate(tx.now, facts.department.timeZone);
      const id = await this.insertPost(tx, {
        partnershipId,
        departmentId,
        reminderId,
        period,
        postedOn,
        url,
        via: 'mail',
      });
      return { already: id === undefined };
    });
  }

  private async insertPost(
    tx: Tx,
    post: {
      partnershipId: string;
      departmentId: string;
      reminderId: string | null;
      period: string;
      postedOn: string;
      url: string | null;
      via: string;
    },
  ): Promise<string | undefined> {
    const { partnershipId, departmentId, reminderId, period, postedOn, url, via } = post;
    const row = await tx.one<{ id: string }>(
      `insert into outreach_post (id, partnership_id, department_id, reminder_id, period, posted_on, url, via, by_person_id, recorded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (reminder_id) where via = 'mail' do nothing returning id`,
      [
        newId(),
        partnershipId,
        departmentId,
        reminderId,
        period,
        postedOn,
        url,
        via,
        personIdOf(tx.actor),
        tx.now,
      ],
    );
    if (!row) return undefined;
    // Whoever answers a mail has it.
    if (via !== 'mail') await this.sending.takeBack(tx, partnershipId, [period, postedOn.slice(0, 7)]);
    await tx.record(
      OutreachPosted(
        { postId: row.id, partnershipId, departmentId, period, url },
        {
          departmentId,
          visibility: 'shared',
          subject: { type: 'partnership', id: partnershipId },
          summary:
            via === 'mail'
              ? `The department confirmed its post for ${period}`
              : `Post of ${postedOn} recorded`,
          occurredOn: postedOn,
        },
      ),
    );
    return row.id;
  }

  private async partnershipOf(tx: Tx, partnershipId: string): Promise<PartnershipFacts> {
    const facts = isId(partnershipId) ? await this.partnerships.facts(tx, partnershipId) : undefined;
    if (!facts || (tx.actor.side === 'department' && !isOwnDepartment(tx.actor, facts.departmentId))) {
      throw notFound('partnership');
    }
    return facts;
  }
}
