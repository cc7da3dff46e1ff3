import { Injectable } from '@nestjs/common';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { type Actor, isPerson } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { localDate } from '../platform/local-time.js';
import { parseForm } from '../platform/web/form.js';
import type { ReminderRule } from './next-occurrence.js';
import { ReminderSchedule, type ScheduleChange } from './reminder-schedule.entity.js';
import { quietOf, ruleOf, ScheduleFormDto } from './reminders.dto.js';
import { RemindersQueries } from './reminders.queries.js';

/** All of them: which are too early or too late for a mail, a department's quiet hours say. */
const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));
const WRITERS = ['pio', 'rep', 'admin'];

/** What the two pages of a schedule show, the vendor's and the department's. */
@Injectable()
export class SchedulePage {
  constructor(
    private readonly queries: RemindersQueries,
    private readonly partnerships: PartnershipsQueries,
  ) {}

  async data(
    tx: Tx,
    actor: Actor,
    partnershipId: string,
    paths: { action: string; postAction: string },
  ): Promise<Record<string, unknown>> {
    const { facts, next, hadPeriods: _had, ...schedule } = await this.queries.schedule(tx, partnershipId);
    return {
      partnershipId,
      departmentId: facts.departmentId,
      departmentName: facts.department.name,
      timeZone: facts.department.timeZone,
      ended: facts.state === 'ended',
      schedule,
      chosen: chosenOf(schedule.rule, schedule),
      hours: HOURS,
      next,
      unsaved: false,
      unsavedNext: [],
      history: await this.queries.history(tx, partnershipId),
      posts: await this.queries.posts(tx, partnershipId),
      today: localDate(tx.now, facts.department.timeZone),
      canWrite: isPerson(actor) && WRITERS.includes(actor.role),
      ...paths,
    };
  }

  /** The department's partnership now, or undefined before its first. */
  async partnershipOf(tx: Tx, departmentId: string): Promise<string | undefined> {
    return (await this.partnerships.currentOf(tx, departmentId))?.id;
  }

  /** The posted form as a change, and whether only its dates are asked for; a first day set earlier stays. */
  async change(
    body: unknown,
    startOn: string | null,
  ): Promise<{ change: ScheduleChange; onlyShow: boolean }> {
    const dto = await parseForm(ScheduleFormDto, body);
    const { dayOfMonth, weekday, nth } = dto;
    const rule = ruleOf(
      dto.kind === 'last' ? { last: true } : dto.kind === 'dayOfMonth' ? { dayOfMonth } : { weekday, nth },
    );
    const change = {
      rule,
      hour: dto.hour,
      startOn,
      pauseUntil: dto.pauseUntil ?? null,
      active: dto.active === 'true',
      businessDays: dto.businessDays === 'true',
      quiet: quietOf({ from: dto.quietFrom, until: dto.quietUntil }, dto.hour),
    };
    return { change, onlyShow: dto.show === 'dates' };
  }

  /** What the form shows again, unsaved, with the next three dates it would give. */
  async asIf(
    tx: Tx,
    partnershipId: string,
    change: ScheduleChange,
    body: unknown,
  ): Promise<Record<string, unknown>> {
    const { facts, hadPeriods } = await this.queries.schedule(tx, partnershipId);
    const { timeZone } = facts.department;
    const schedule = tx.repo(ReminderSchedule).create({ partnershipId, plannedThrough: tx.now });
    schedule.change(change, timeZone, tx.now);
    return {
      unsaved: true,
      unsavedNext: schedule.upcoming(timeZone, tx.now, 3, new Set(hadPeriods)),
      chosen: chosenOf(change.rule, change),
      values: body,
    };
  }
}

function chosenOf(
  rule: ReminderRule | null,
  schedule: Pick<ScheduleChange, 'hour' | 'pauseUntil' | 'active' | 'businessDays' | 'quiet'>,
): Record<string, unknown> {
  const { hour, pauseUntil, active, businessDays, quiet } = schedule;
  const byWeekday = rule !== null && 'weekday' in rule ? rule : null;
  return {
    kind: byWeekday ? 'weekday' : rule !== null && 'last' in rule ? 'last' : 'dayOfMonth',
    dayOfMonth: rule !== null && 'dayOfMonth' in rule ? rule.dayOfMonth : null,
    weekday: byWeekday?.weekday ?? null,
    nth: byWeekday?.nth ?? null,
    hour,
    pauseUntil,
    active,
    businessDays,
    quietFrom: quiet?.from ?? null,
    quietUntil: quiet?.until ?? null,
  };
}
