import { Injectable, Logger } from '@nestjs/common';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/id.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import type { Occurrence } from './next-occurrence.js';
import { Reminder, type ReminderKind } from './reminder.entity.js';
import { ReminderSchedule } from './reminder-schedule.entity.js';
import { Sending } from './sending.js';

/**
 * Finds what has come due and decides it. Nothing relies on having been called on time: each schedule knows up to
 * which instant it has been decided, so a missed night is made up for, and a clock set back decides nothing twice.
 */
@Injectable()
export class Planner {
  private readonly log = new Logger('Reminders');

  constructor(
    private readonly uow: UnitOfWork,
    private readonly partnerships: PartnershipsQueries,
    private readonly sending: Sending,
  ) {}

  /** Every hour: work all next dates out again (a zone may have been confirmed), then plan and send. */
  @Scheduled('reminders.plan', { everySeconds: 3600 })
  async planHourly(): Promise<void> {
    await this.lookAheadForAll();
    await this.run();
  }

  /** Every minute: only what the index says is due. */
  @Scheduled('reminders.send', { everySeconds: 60 })
  async run(): Promise<void> {
    await this.planDue();
    await this.sendDue();
  }

  /** Makes the month's row, unless it has one. Returns its id when it is new. */
  async plan(
    tx: Tx,
    of: { partnershipId: string; departmentId: string },
    kind: ReminderKind,
    { period, date, at }: Occurrence,
  ): Promise<string | undefined> {
    const row = await tx.one<{ id: string }>(
      `insert into reminder (id, partnership_id, department_id, period, kind, due_at, due_on, state, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'planned', $8)
       on conflict on constraint reminder_period_uq do nothing returning id`,
      [newId(), of.partnershipId, of.departmentId, period, kind, at, date, tx.now],
    );
    return row?.id;
  }

  private async lookAheadForAll(): Promise<void> {
    await this.uow.run(SYSTEM, async (tx) => {
      const schedules = await tx.repo(ReminderSchedule).find({ order: { partnershipId: 'ASC' } });
      const zones = await tx.query<{ partnershipId: string; timeZone: string; ended: boolean }>(
        `select s.partnership_id "partnershipId", d.time_zone "timeZone", p.state = 'ended' ended
           from reminder_schedule s join department d on d.id = s.department_id join partnership p on p.id = s.partnership_id`,
      );
      const zoneOf = new Map(zones.map((zone) => [zone.partnershipId, zone]));
      const moved: { id: string; at: string | null }[] = [];
      for (const schedule of schedules) {
        const zone = zoneOf.get(schedule.partnershipId);
        if (!zone || (schedule.nextAt === null && (schedule.rule === null || zone.ended))) continue;
        const before = schedule.nextAt?.getTime();
        if (zone.ended) schedule.end();
        else schedule.lookAhead(zone.timeZone);
        if (schedule.nextAt?.getTime() === before) continue;
        moved.push({ id: schedule.partnershipId, at: schedule.nextAt?.toISOString() ?? null });
      }
      if (moved.length === 0) return;
      await tx.query(
        `update reminder_schedule s set next_at = m.at
           from unnest($1::uuid[], $2::timestamptz[]) m (id, at) where s.partnership_id = m.id`,
        [moved.map(({ id }) => id), moved.map(({ at }) => at)],
      );
    });
  }

  private async planDue(): Promise<void> {
    const due = await this.uow.read(SYSTEM, (tx) =>
      tx.query<{ id: string }>(
        'select partnership_id id from reminder_schedule where next_at <= $1 order by next_at, partnership_id',
        [tx.now],
      ),
    );
    for (const { id } of due) await this.uow.run(SYSTEM, (tx) => this.planOne(tx, id));
  }

  private async planOne(tx: Tx, partnershipId: string): Promise<void> {
    const schedule = await tx
      .repo(ReminderSchedule)
      .findOne({ where: { partnershipId }, lock: { mode: 'pessimistic_write' } });
    const facts = schedule && (await this.partnerships.facts(tx, partnershipId));
    if (!facts) return;
    const { timeZone } = facts.department;
    const lastDay = facts.state === 'ended' ? facts.endedOn : null;
    for (const occurrence of schedule.due(timeZone, tx.now)) {
      if (lastDay !== null && occurrence.date > lastDay) continue;
      await this.plan(tx, schedule, 'monthly', occurrence);
    }
    schedule.decided(timeZone, tx.now);
    if (lastDay !== null) schedule.end();
    await tx.repo(ReminderSchedule).save(schedule);
  }

  /** Each in a transaction of its own; one that cannot be prepared is marked and holds up no other. */
  private async sendDue(): Promise<void> {
    const due = await this.uow.read(SYSTEM, (tx) =>
      tx.query<{ id: string }>(
        `select id from reminder where state = 'planned' and due_at <= $1 order by due_at, id`,
        [tx.now],
      ),
    );
    for (const { id } of due) {
      try {
        await this.uow.run(SYSTEM, (tx) =>
          this.withPlanned(tx, id, (reminder) => this.sending.attempt(tx, reminder, false)),
        );
      } catch (error) {
        this.log.warn(
          `A reminder could not be prepared: ${error instanceof Error ? error.message : 'unknown fault'}`,
        );
        await this.uow.run(SYSTEM, (tx) =>
          this.withPlanned(tx, id, (reminder) => this.sending.fail(tx, reminder)),
        );
      }
    }
  }

  /** Locks the row if it is still planned and nobody else is at it. */
  async withPlanned(tx: Tx, id: string, work: (reminder: Reminder) => Promise<unknown>): Promise<void> {
    const reminder = await tx.repo(Reminder).findOne({
      where: { id, state: 'planned' },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    if (reminder) await work(reminder);
  }
}
