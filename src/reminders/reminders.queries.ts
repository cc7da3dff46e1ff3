import { Injectable } from '@nestjs/common';
import { type PartnershipFacts, PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { survivorOf } from '../departments/survivors.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';
import { reasonInWords } from './decide.js';
import {
  type Occurrence,
  occurrenceIn,
  periodOf,
  type ReminderRule,
  ruleInWords,
} from './next-occurrence.js';
import type { ReminderKind, ReminderState } from './reminder.entity.js';
import type { QuietHours } from './quiet-hours.js';
import { ReminderSchedule } from './reminder-schedule.entity.js';

/** One department's reminder of one month; without an id it is still to come and has no row yet. */
export interface ReminderEntry {
  id: string | null;
  partnershipId: string;
  departmentId: string;
  departmentName: string;
  timeZone: string;
  period: string;
  kind: ReminderKind;
  dueAt: Date;
  dueOn: string;
  state: ReminderState;
  reason: string | null;
  reasonWords: string | null;
  sentAt: Date | null;
  emailId: string | null;
}

export interface ScheduleView {
  partnershipId: string;
  departmentId: string;
  rule: ReminderRule | null;
  ruleWords: string | null;
  hour: number;
  startOn: string | null;
  pauseUntil: string | null;
  active: boolean;
  businessDays: boolean;
  quiet: QuietHours | null;
  timeZone: string;
  /** The next three dates; a month that had its reminder already is not among them. */
  next: Occurrence[];
}

export interface PostRow {
  id: string;
  period: string;
  postedOn: string;
  url: string | null;
  via: string;
  recordedAt: Date;
}

interface PeriodRow extends Omit<ReminderEntry, 'id' | 'reasonWords'> {
  id: string | null;
  rule: ReminderRule | null;
  hour: number;
  startOn: string | null;
  pauseUntil: string | null;
  active: boolean;
  businessDays: boolean;
  plannedThrough: Date;
  ended: boolean;
  posted: boolean;
}

const ROW = `r.id, r.partnership_id "partnershipId", d.id "departmentId", d.name "departmentName",
  d.time_zone "timeZone", r.period, r.kind, r.due_at "dueAt", r.due_on "dueOn", r.state, r.reason, r.sent_at "sentAt",
  r.email_id "emailId"`;
const CHUNK = 500;

/** SQL: whether a post counts for a month: told for its reminder, or made in it. `alias` and `period` are ours. */
export function postedIn(alias: string, period: string): string {
  return `(${alias}.period = ${period} or to_char(${alias}.posted_on, 'YYYY-MM') = ${period})`;
}

/** The read side of reminders; row-level security decides which departments there are. */
@Injectable()
export class RemindersQueries {
  constructor(private readonly partnerships: PartnershipsQueries) {}

  /** A partnership's schedule, or 404 when there is none the reader may see. */
  async schedule(
    tx: Tx,
    partnershipId: string,
  ): Promise<ScheduleView & { facts: PartnershipFacts; hadPeriods: string[] }> {
    const facts = isId(partnershipId) ? await this.partnerships.facts(tx, partnershipId) : undefined;
    const schedule = facts && (await tx.repo(ReminderSchedule).findOneBy({ partnershipId }));
    if (!facts || !schedule) throw notFound('reminder schedule');
    const { rule, hour, startOn, pauseUntil, active, departmentId, businessDays, quiet } = schedule;
    const { timeZone } = facts.department;
    const hadPeriods = await this.periodsSince(tx, partnershipId, periodOf(tx.now, timeZone));
    const next = facts.state === 'ended' ? [] : schedule.upcoming(timeZone, tx.now, 3, new Set(hadPeriods));
    const ruleWords = rule ? ruleInWords(rule) : null;
    return {
      partnershipId,
      departmentId,
      rule,
      ruleWords,
      hour,
      startOn,
      pauseUntil,
      active,
      businessDays,
      quiet,
      timeZone,
      next,
      facts,
      hadPeriods,
    };
  }

  /** The months of a partnership, from one on, that have their row. */
  private async periodsSince(tx: Tx, partnershipId: string, period: string): Promise<string[]> {
    const rows = await tx.query<{ period: string }>(
      'select period from reminder where partnership_id = $1 and period >= $2',
      [partnershipId, period],
    );
    return rows.map((row) => row.period);
  }

  /** Every reminder there is a row for, oldest first. */
  async list(
    tx: Tx,
    filter: { partnershipId?: string; limit: number; cursor?: string },
  ): Promise<Listed<ReminderEntry>> {
    const after = decodeCursor(filter.cursor, 1);
    const rows = await tx.query<ReminderEntry>(
      `select ${ROW} from reminder r ${survivorOf('r.department_id')}
        where ($1::uuid is null or r.partnership_id = $1) and ($2::uuid is null or r.id > $2)
        order by r.id limit $3`,
      [filter.partnershipId ?? null, isId(after?.[0]) ? after[0] : null, filter.limit + 1],
    );
    return keysetPage(rows.map(withWords), filter.limit, (row) => [row.id]);
  }

  /** Every reminder of a month, those to come included, by partnership. */
  async ofPeriod(
    tx: Tx,
    period: string,
    filter: { partnershipId?: string; limit: number; cursor?: string },
  ): Promise<Listed<ReminderEntry>> {
    const cursor = decodeCursor(filter.cursor, 1);
    let after = isId(cursor?.[0]) ? cursor[0] : null;
    const found: ReminderEntry[] = [];
    for (;;) {
      const rows = await this.periodRows(tx, period, filter.partnershipId ?? null, after);
      for (const row of rows) {
        const entry = entryOf(row, period);
        if (entry) found.push(entry);
      }
      if (found.length > filter.limit || rows.length < CHUNK) break;
      after = rows.at(-1)!.partnershipId;
    }
    return keysetPage(found.slice(0, filter.limit + 1), filter.limit, (entry) => [entry.partnershipId]);
  }

  /** One reminder, or 404. */
  async one(tx: Tx, id: string): Promise<ReminderEntry> {
    const row = isId(id)
      ? await tx.one<ReminderEntry>(
          `select ${ROW} from reminder r ${survivorOf('r.department_id')} where r.id = $1`,
          [id],
        )
      : undefined;
    if (!row) throw notFound('reminder');
    return withWords(row);
  }

  /** Departments whose reminder can be looked at, by name; the chosen one is always among them. */
  departmentsToPreview(
    tx: Tx,
    q: string,
    chosen: string | null,
  ): Promise<{ value: string; label: string }[]> {
    return tx.query(
      `select p.id as value, d.name || ', ' || d.state as label
         from partnership p ${survivorOf('p.department_id')}
        where p.id = $2 or (p.state <> 'ended' and ($1 = '' or d.name ilike '%' || $1 || '%'))
        order by p.id <> coalesce($2, p.id), d.name, p.id limit 50`,
      [q.replaceAll(/[\\%_]/g, '\\$&'), chosen],
    );
  }

  /** The latest months of a partnership, newest first. */
  async history(tx: Tx, partnershipId: string, limit = 24): Promise<ReminderEntry[]> {
    const rows = await tx.query<ReminderEntry>(
      `select ${ROW} from reminder r ${survivorOf('r.department_id')}
        where r.partnership_id = $1 order by r.period desc limit $2`,
      [partnershipId, limit],
    );
    return rows.map(withWords);
  }

  /** Posts the department told of, newest first. */
  posts(tx: Tx, partnershipId: string, limit = 24): Promise<PostRow[]> {
    return tx.query(
      `select id, period, posted_on "postedOn", url, via, recorded_at "recordedAt" from outreach_post
        where partnership_id = $1 order by posted_on desc, id desc limit $2`,
      [partnershipId, limit],
    );
  }

  /** Whether a reminder's link has been answered already. */
  async answered(tx: Tx, reminderId: string): Promise<boolean> {
    return (
      (await tx.one(`select 1 from outreach_post where reminder_id = $1 and via = 'mail'`, [reminderId])) !==
      undefined
    );
  }

  private periodRows(
    tx: Tx,
    period: string,
    partnershipId: string | null,
    after: string | null,
  ): Promise<PeriodRow[]> {
    return tx.query<PeriodRow>(
      `select r.id, s.partnership_id "partnershipId", d.id "departmentId", d.name "departmentName",
              d.time_zone "timeZone", $1 period, coalesce(r.kind, 'monthly') kind, r.due_at "dueAt", r.due_on "dueOn",
              r.state, r.reason, r.sent_at "sentAt", r.email_id "emailId", s.rule, s.hour, s.start_on "startOn",
              s.pause_until "pauseUntil", s.active, s.business_days "businessDays", s.planned_through "plannedThrough", p.state = 'ended' ended,
              exists (select from outreach_post o where o.partnership_id = s.partnership_id and ${postedIn('o', '$1')}) posted
         from reminder_schedule s
         ${survivorOf('s.department_id')}
         join partnership p on p.id = s.partnership_id
         left join reminder r on r.partnership_id = s.partnership_id and r.period = $1
        where (r.id is not null or (s.rule is not null and s.active and p.state <> 'ended'))
          and ($2::uuid is null or s.partnership_id = $2) and ($3::uuid is null or s.partnership_id > $3)
        order by s.partnership_id limit ${CHUNK}`,
      [period, partnershipId, after],
    );
  }
}

/** The row there is, or the one that is to come; undefined when nothing comes in that month. */
function entryOf(row: PeriodRow, period: string): ReminderEntry | undefined {
  const { rule, hour, startOn, pauseUntil, active, businessDays, plannedThrough, ended, posted, ...entry } =
    row;
  if (entry.id !== null) return withWords({ ...entry, reasonWords: null });
  if (rule === null || !active || ended) return undefined;
  const { at, date } = occurrenceIn({ rule, hour, startOn, businessDays, timeZone: row.timeZone }, period);
  if ((startOn !== null && date < startOn) || at <= plannedThrough) return undefined;
  // What will be skipped is shown so, while there is still time to change it.
  const reason = pauseUntil !== null && date < pauseUntil ? 'paused' : posted ? 'posted' : null;
  return {
    ...entry,
    kind: 'monthly',
    dueAt: at,
    dueOn: date,
    state: reason ? 'skipped' : 'planned',
    reason,
    reasonWords: reasonInWords(reason),
  };
}

function withWords(entry: ReminderEntry): ReminderEntry {
  return { ...entry, reasonWords: reasonInWords(entry.reason) };
}
