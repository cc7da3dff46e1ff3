import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import {
  PartnershipActivated,
  PartnershipAnnounced,
  PartnershipEnded,
} from '../partnerships/partnerships.events.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import { localDate } from '../platform/local-time.js';
import { Planner } from './planner.js';
import { Reminder } from './reminder.entity.js';
import { ReminderSchedule } from './reminder-schedule.entity.js';
import { RemindersService } from './reminders.service.js';
import { Sending } from './sending.js';

type Which = { partnershipId: string; departmentId: string };

/** A partnership's dates as they concern its reminders. */
@Injectable()
export class RemindersListener {
  constructor(
    private readonly departments: DepartmentsQueries,
    private readonly reminders: RemindersService,
    private readonly planner: Planner,
    private readonly sending: Sending,
  ) {}

  /** The month's reminder to highlight the link, when the link went live on the day it was recorded. */
  @OnEvent(PartnershipActivated, { name: 'reminders.on-activated' })
  async onActivated(event: StoredEvent<Which & { activeOn: string }>, tx: Tx): Promise<void> {
    const { activeOn, ...of } = event.payload;
    const { timeZone } = await this.departments.factsOrFail(tx, of.departmentId);
    if (activeOn !== localDate(event.recordedAt, timeZone)) return;
    await this.reminders.createSchedule(tx, of);
    const occurrence = { period: activeOn.slice(0, 7), date: activeOn, at: event.recordedAt };
    const id = await this.planner.plan(tx, of, 'activation', occurrence);
    if (id) await this.planner.withPlanned(tx, id, (reminder) => this.sending.attempt(tx, reminder, false));
  }

  /** The default day is the announcement's; a correction of the date moves it. */
  @OnEvent(PartnershipAnnounced, { name: 'reminders.on-announced' })
  async onAnnounced(event: StoredEvent<Which & { announcedOn: string }>, tx: Tx): Promise<void> {
    const { announcedOn, partnershipId, departmentId } = event.payload;
    const { timeZone } = await this.departments.factsOrFail(tx, departmentId);
    await this.reminders.createSchedule(tx, { partnershipId, departmentId });
    const schedule = await this.locked(tx, partnershipId);
    schedule.announced(announcedOn, timeZone, event.recordedAt);
    await tx.repo(ReminderSchedule).save(schedule);
  }

  @OnEvent(PartnershipEnded, { name: 'reminders.on-ended' })
  async onEnded(event: StoredEvent<Which>, tx: Tx): Promise<void> {
    const { partnershipId, departmentId } = event.payload;
    await this.reminders.createSchedule(tx, { partnershipId, departmentId });
    const schedule = await this.locked(tx, partnershipId);
    schedule.end();
    await tx.repo(ReminderSchedule).save(schedule);
    const planned = await tx.repo(Reminder).find({
      where: { partnershipId, state: 'planned' },
      lock: { mode: 'pessimistic_write' },
    });
    for (const reminder of planned) await this.sending.attempt(tx, reminder, false);
  }

  private async locked(tx: Tx, partnershipId: string): Promise<ReminderSchedule> {
    return tx
      .repo(ReminderSchedule)
      .findOneOrFail({ where: { partnershipId }, lock: { mode: 'pessimistic_write' } });
  }
}
