import { Injectable } from '@nestjs/common';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { type Actor, isPerson } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { localDate } from '../platform/local-time.js';
import { parseForm } from '../platform/web/form.js';
import type { ReminderRule } from './next-occurrence.js';
import type { ScheduleChange } from './reminder-schedule.entity.js';
import { ruleOf, ScheduleFormDto } from './reminders.dto.js';
import { RemindersQueries } from './reminders.queries.js';

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
    const { facts, next, ...schedule } = await this.queries.schedule(tx, partnershipId);
    return {
      partnershipId,
      departmentId: facts.departmentId,
      departmentName: facts.department.name,
      timeZone: facts.department.timeZone,
      ended: facts.state === 'ended',
      schedule,
      chosen: chosenOf(schedule.rule, schedule),
      next,
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

  /** The posted form as a change; a first day set earlier stays. */
  async change(body: unknown, startOn: string | null): Promise<ScheduleChange> {
    const dto = await parseForm(ScheduleFormDto, body);
    const { dayOfMonth, weekday, nth } = dto;
    const rule = ruleOf(
      dto.kind === 'last' ? { last: true } : dto.kind === 'dayOfMonth' ? { dayOfMonth } : { weekday, nth },
    );
    return {
      rule,
      hour: dto.hour,
      startOn,
      pauseUntil: dto.pauseUntil ?? null,
      active: dto.active === 'true',
    };
  }
}

function chosenOf(
  rule: ReminderRule | null,
  schedule: { hour: number; pauseUntil: string | null; active: boolean },
): Record<string, unknown> {
  const { hour, pauseUntil, active } = schedule;
  const byWeekday = rule !== null && 'weekday' in rule ? rule : null;
  return {
    kind: byWeekday ? 'weekday' : rule !== null && 'last' in rule ? 'last' : 'dayOfMonth',
    dayOfMonth: rule !== null && 'dayOfMonth' in rule ? rule.dayOfMonth : null,
    weekday: byWeekday?.weekday ?? null,
    nth: byWeekday?.nth ?? null,
    hour,
    pauseUntil,
    active,
  };
}
