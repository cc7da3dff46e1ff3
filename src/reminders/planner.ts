import { Injectable, Logger } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import type { Asking, Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/id.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import type { Occurrence } from './next-occurrence.js';
import { Reminder, type ReminderKind } from './reminder.entity.js';
import { ReminderSchedule } from './reminder-schedule.entity.js';
import { Sending } from './sending.js';

const BATCH = 1_000;
/** Few enough that a process that is killed loses little work, and that nobody waits long for a lock. */
const TOGETHER = 25;
/** While one transaction waits for the database, the other writes its mails. */
const LANES = 2;

/**
 * Finds what has come due and decides it. Nothing relies on having been called on time: each schedule knows up to
 * which instant it has been decided, so a missed night is made up for, and a clock set back decides nothing twice.
 */
@Injectable()
export class Planner {
  private readonly log = new Logger('Reminders');

  constructor(
    private readonly uow: UnitOfWork,
    private readonly sending: Sending,
  ) {}

  /** Every hour: work all next dates out again (a zone may have been confirmed), then plan and send. */
  @Scheduled('reminders.plan', { everySeconds: 3600, byCalendar: true })
  async planHourly(): Promise<void> {
    await this.planAll();
    await this.sendDue();
  }

  /** The planning alone: next dates of all schedules, and the rows of what has come due. */
  async planAll(): Promise<void> {
    await this.lookAheadForAll();
    await this.planDue();
  }

  /** Every minute: only what the index says is due. */
  @Scheduled('reminders.send', { everySeconds: 60, byCalendar: true })
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
      const schedules = await schedulesOf(tx, 'order by s.partnership_id');
      const moved: { id: string; at: string | null }[] = [];
      for (const schedule of schedules) {
        if (schedule.nextAt === null && (schedule.rule === null || schedule.ended)) continue;
        const before = schedule.nextAt?.getTime();
        if (schedule.ended) schedule.end();
        else schedule.lookAhead(schedule.timeZone);
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

  /** Batch by batch, each in a transaction of its own; a schedule someone is changing waits for the next minute. */
  private async planDue(): Promise<void> {
    // Most minutes nothing is due, and asking costs less than two transactions that find that out.
    const [due] = await this.uow.glance(SYSTEM, (ask) =>
      ask.prepared(`select from reminder_schedule where next_at <= $1 limit 1`, [ask.now]),
    );
    if (!due) return;
    const lane = async (): Promise<void> => {
      while ((await this.uow.run(SYSTEM, (tx) => this.planBatch(tx))) === BATCH);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  /** Makes the rows that are due and moves each schedule on, in three statements for all of the batch. */
  private async planBatch(tx: Tx): Promise<number> {
    const schedules = await schedulesOf(
      tx,
      `where s.next_at <= $1 order by s.next_at, s.partnership_id limit ${BATCH} for update of s skip locked`,
      [tx.now],
    );
    if (schedules.length === 0) return 0;
    const rows: { of: ReminderSchedule; at: Occurrence }[] = [];
    for (const schedule of schedules) {
      const { timeZone, lastDay } = schedule;
      for (const occurrence of schedule.due(timeZone, tx.now)) {
        if (lastDay === null || occurrence.date <= lastDay) rows.push({ of: schedule, at: occurrence });
      }
      schedule.decided(timeZone, tx.now);
      if (lastDay !== null) schedule.end();
    }
    await this.insertPlanned(tx, rows);
    await tx.query(
      `update reminder_schedule s set planned_through = m.through, next_at = m.at
         from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) m (id, through, at) where s.partnership_id = m.id`,
      [
        schedules.map((schedule) => schedule.partnershipId),
        schedules.map((schedule) => schedule.plannedThrough),
        schedules.map((schedule) => schedule.nextAt),
      ],
    );
    return schedules.length;
  }

  private async insertPlanned(tx: Tx, rows: { of: ReminderSchedule; at: Occurrence }[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `insert into reminder (id, partnership_id, department_id, period, kind, due_at, due_on, state, created_at)
       select id, partnership_id, department_id, period, 'monthly', due_at, due_on, 'planned', $7
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::date[])
              r (id, partnership_id, department_id, period, due_at, due_on)
       on conflict on constraint reminder_period_uq do nothing`,
      [
        rows.map(() => newId()),
        rows.map(({ of }) => of.partnershipId),
        rows.map(({ of }) => of.departmentId),
        rows.map(({ at }) => at.period),
        rows.map(({ at }) => at.at),
        rows.map(({ at }) => at.date),
        tx.now,
      ],
    );
  }

  /** A handful in each transaction; where one of them cannot be prepared, each is tried alone, so that it holds up no other. */
  async sendDue(): Promise<void> {
    let after: { at: Date; id: string } | null = null;
    for (;;) {
      const due: { id: string; at: Date }[] = await this.uow.glance(SYSTEM, (ask) =>
        this.dueAfter(ask, after),
      );
      const ids = due.map(({ id }) => id);
      const lane = async (): Promise<void> => {
        while (ids.length > 0) await this.attemptSome(ids.splice(0, TOGETHER));
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      if (due.length < BATCH) return;
      after = due.at(-1)!;
    }
  }

  private async attemptSome(ids: readonly string[]): Promise<void> {
    const done = await this.attemptAll(ids).then(
      () => true,
      () => false,
    );
    if (!done) for (const id of ids) await this.attemptOrFail(id);
  }

  /** What is due and comes after a row seen before; one that waits for somebody's lock is left for the next minute. */
  private dueAfter(ask: Asking, after: { at: Date; id: string } | null): Promise<{ id: string; at: Date }[]> {
    return ask.prepared(
      `select id, coalesce(not_before, due_at) at from reminder
        where state = 'planned' and coalesce(not_before, due_at) <= $1
          and ($2::timestamptz is null or (coalesce(not_before, due_at), id) > ($2, $3::uuid))
        order by coalesce(not_before, due_at), id limit ${BATCH}`,
      [ask.now, after?.at ?? null, after?.id ?? null],
    );
  }

  private attemptAll(ids: readonly string[]): Promise<void> {
    return this.uow.run(SYSTEM, async (tx) => {
      for (const id of ids)
        await this.withPlanned(tx, id, (reminder) => this.sending.attempt(tx, reminder, false));
    });
  }

  private async attemptOrFail(id: string): Promise<void> {
    try {
      await this.attemptAll([id]);
    } catch (error) {
      this.log.warn(
        `A reminder could not be prepared: ${error instanceof Error ? error.message : 'unknown fault'}`,
      );
      await this.uow.run(SYSTEM, (tx) =>
        this.withPlanned(tx, id, (reminder) => this.sending.fail(tx, reminder)),
      );
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

/** A schedule with what planning asks of its department and partnership; `lastDay` is that of a program that has ended. */
type Planned = ReminderSchedule & { timeZone: string; ended: boolean; lastDay: string | null };

/** Schedules as plain rows: twenty thousand of them take a third of the time that the mapper needs. */
async function schedulesOf(tx: Tx, which: string, params: unknown[] = []): Promise<Planned[]> {
  const rows = await tx.query<object>(
    `select s.partnership_id "partnershipId", s.department_id "departmentId", s.rule, s.hour, s.start_on::text "startOn",
            s.business_days "businessDays", s.planned_through "plannedThrough", s.next_at "nextAt", d.time_zone "timeZone",
            p.state = 'ended' ended, case when p.state = 'ended' then p.ended_on::text end "lastDay"
       from reminder_schedule s join department d on d.id = s.department_id join partnership p on p.id = s.partnership_id
      ${which}`,
    params,
  );
  return rows.map((row) => Object.assign(new ReminderSchedule(), row) as Planned);
}
