import { Column, Entity, PrimaryColumn } from 'typeorm';
import {
  defaultRule,
  nextOccurrence,
  type Occurrence,
  occurrencesBetween,
  type ReminderRule,
  type Timetable,
} from './next-occurrence.js';
import type { QuietHours } from './quiet-hours.js';

export interface ScheduleChange {
  rule: ReminderRule;
  hour: number;
  startOn: string | null;
  pauseUntil: string | null;
  active: boolean;
  businessDays: boolean;
  quiet: QuietHours | null;
}

/**
 * When a partnership's department is reminded. `plannedThrough` is the instant up to which every occurrence has been
 * decided: it only moves on, so a month is never decided twice, and what was before an entry was recorded never is.
 */
@Entity('reminder_schedule', { synchronize: false })
export class ReminderSchedule {
  @PrimaryColumn('uuid') partnershipId: string;
  @Column('uuid') departmentId: string;
  /** Null until the announcement gives the default, or someone chooses. */
  @Column('jsonb', { nullable: true }) rule: ReminderRule | null;
  @Column('text') ruleSource: 'default' | 'chosen';
  /** Local hour, 0 to 23. */
  @Column('int') hour: number;
  @Column('date', { nullable: true }) startOn: string | null;
  @Column('date', { nullable: true }) pauseUntil: string | null;
  @Column('boolean') active: boolean;
  @Column('boolean') businessDays: boolean;
  /** Local hours; both null: mail may leave at any hour. */
  @Column('int', { nullable: true }) quietFrom: number | null;
  @Column('int', { nullable: true }) quietUntil: number | null;
  @Column('timestamptz') plannedThrough: Date;
  @Column('timestamptz', { nullable: true }) nextAt: Date | null;
  @Column('timestamptz') changedAt: Date;

  /** The default begins the month after the announcement; a day someone chose stays, and so does a first day. */
  announced(announcedOn: string, timeZone: string, now: Date): void {
    const byDefault = defaultRule(announcedOn);
    if (this.ruleSource === 'chosen') {
      this.startOn ??= byDefault.startOn;
    } else {
      this.rule = byDefault.rule;
      this.startOn = byDefault.startOn;
    }
    this.#recorded(timeZone, now);
  }

  /** A person's choice; it causes nothing for instants before it was recorded. */
  change(change: ScheduleChange, timeZone: string, now: Date): void {
    this.rule = change.rule;
    this.ruleSource = 'chosen';
    this.hour = change.hour;
    this.startOn = change.startOn;
    this.pauseUntil = change.pauseUntil;
    this.active = change.active;
    this.businessDays = change.businessDays;
    this.quietFrom = change.quiet?.from ?? null;
    this.quietUntil = change.quiet?.until ?? null;
    this.#recorded(timeZone, now);
  }

  /** The hours in which nothing leaves; null when there are none. */
  get quiet(): QuietHours | null {
    const { quietFrom: from, quietUntil: until } = this;
    return from === null || until === null ? null : { from, until };
  }

  /** What has come due since the last look, oldest first. */
  due(timeZone: string, now: Date): Occurrence[] {
    return this.rule === null ? [] : occurrencesBetween(this.#timetable(timeZone), this.plannedThrough, now);
  }

  /** Every occurrence up to `now` is decided. */
  decided(timeZone: string, now: Date): void {
    if (now > this.plannedThrough) this.plannedThrough = now;
    this.lookAhead(timeZone);
  }

  /** Works `nextAt` out again: the rule, the hour or the department's zone may have changed. */
  lookAhead(timeZone: string): void {
    this.nextAt =
      this.rule === null ? null : nextOccurrence(this.#timetable(timeZone), this.plannedThrough).at;
  }

  /** The program has ended: nothing comes any more. */
  end(): void {
    this.nextAt = null;
  }

  /** The next occurrences after an instant, as someone editing sees them; months that had their one are left out. */
  upcoming(timeZone: string, after: Date, count: number, had: ReadonlySet<string> = new Set()): Occurrence[] {
    if (this.rule === null || !this.active) return [];
    const found: Occurrence[] = [];
    let cursor = after > this.plannedThrough ? after : this.plannedThrough;
    while (found.length < count) {
      const next = nextOccurrence(this.#timetable(timeZone), cursor);
      const paused = this.pauseUntil !== null && next.date < this.pauseUntil;
      if (!paused && !had.has(next.period)) found.push(next);
      cursor = next.at;
    }
    return found;
  }

  #recorded(timeZone: string, now: Date): void {
    this.changedAt = now;
    this.decided(timeZone, now);
  }

  #timetable(timeZone: string): Timetable {
    const { hour, startOn, businessDays } = this;
    return { rule: this.rule!, hour, startOn, businessDays, timeZone };
  }
}
