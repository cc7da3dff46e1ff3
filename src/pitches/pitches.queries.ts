import { Injectable } from '@nestjs/common';
import { survivorHas, survivorOf } from '../departments/survivors.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { isId } from '../platform/id.js';
import { localDate } from '../platform/local-time.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';
import type { ActivityKind } from './activity.entity.js';
import { changesInWords } from './offer-in-words.js';
import { reachable, type Stage } from './pitch-life.js';
import type { CouncilItem } from './pitch-stage.entity.js';
import { pitchNotFound } from './pitches.errors.js';
import { standing } from './staleness.js';
import type { RepeatUnit } from './tasks/next-occurrence.js';

// What forms of other rooms offer.
export { closeReasons } from './close-reasons.js';

export interface OfferRow {
  id: string;
  number: number;
  deviceDiscountPercent: number | null;
  downloadsPerDevice: number;
  deviceSku: string;
  deviceFmvCents: number;
  recipient: 'department';
  note: string | null;
  occurredOn: string;
  recordedAt: Date;
  byName: string;
  /** What it changed of the one before, a phrase each; nothing for the first. */
  changes: string[];
}

export interface StageRow {
  id: string;
  stage: Stage;
  occurredOn: string;
  leftOn: string | null;
  enteredAt: Date;
  leftAt: Date | null;
  byName: string;
  note: string | null;
  reason: string | null;
  reasonCode: string | null;
  councilItem: CouncilItem | null;
}

export interface ActivityRow {
  id: string;
  kind: ActivityKind;
  direction: 'out' | 'in';
  visibility: 'shared' | 'vendor';
  occurredOn: string;
  subject: string;
  body: string | null;
  contactName: string | null;
  emailMessageId: string | null;
  byName: string;
  recordedAt: Date;
}

export interface TaskRow {
  id: string;
  pitchId: string | null;
  departmentId: string;
  departmentName: string;
  departmentState: string;
  title: string;
  note: string | null;
  dueOn: string | null;
  ownerId: string | null;
  ownerName: string | null;
  doneAt: Date | null;
  /** How it comes again, if it does. */
  repeat: { every: number; unit: RepeatUnit } | null;
}

export interface PitchRow {
  id: string;
  /** The entry it was written under, as is what comes of it. */
  departmentId: string;
  /** Its survivor's, as are kind and state. */
  departmentName: string;
  departmentKind: string;
  state: string;
  stage: Stage;
  openedOn: string;
  closedOn: string | null;
  closeReason: string | null;
  closeReasonCode: string | null;
  stageEnteredOn: string;
  ownerId: string | null;
  createdAt: Date;
}

export interface PitchDetail extends PitchRow {
  timeZone: string;
  daysInStage: number;
  nextStages: Stage[];
  offer: OfferRow | null;
  offers: OfferRow[];
  stages: StageRow[];
  activities: ActivityRow[];
}

const PITCH = `p.id, d.id as "departmentId", d.name as "departmentName", d.kind as "departmentKind", d.state, p.stage,
  p.opened_on as "openedOn", p.closed_on as "closedOn", p.close_reason as "closeReason", p.close_reason_code as "closeReasonCode",
  p.stage_entered_on as "stageEnteredOn", p.owner_id as "ownerId", p.created_at as "createdAt"`;
const DEPARTMENT = survivorOf('p.department_id');

/**
 * What is asked about pitches. Every column named here may be read by the department itself, so the same question serves
 * both sides, and row-level security leaves out what is the vendor's. Tasks are asked by vendor actors alone.
 */
@Injectable()
export class PitchesQueries {
  /** Pitches, newest first. */
  async list(
    tx: Tx,
    filter: {
      departmentId?: string;
      stage?: Stage;
      ownerId?: string;
      state?: string;
      kind?: string;
      open?: boolean;
      limit: number;
      cursor?: string;
    },
  ): Promise<Listed<PitchRow>> {
    const params: unknown[] = [];
    const where = ['true'];
    const given = (condition: string, value: unknown) =>
      where.push(condition.replaceAll('?', `$${params.push(value)}`));
    if (filter.departmentId)
      given('p.department_id = any ((select liaison_family(?))::uuid[])', filter.departmentId);
    if (filter.stage) given('p.stage = ?', filter.stage);
    if (filter.ownerId) given('p.owner_id = ?', filter.ownerId);
    if (filter.state) given(survivorHas('state', '?'), filter.state);
    if (filter.kind) given(survivorHas('kind', '?'), filter.kind);
    if (filter.open !== undefined) where.push(`p.closed_on is ${filter.open ? '' : 'not '}null`);
    const from = decodeCursor(filter.cursor, 1);
    if (from) given('p.id < ?::uuid', from[0]);
    const rows = await tx.query<PitchRow>(
      `select ${PITCH} from pitch p ${DEPARTMENT}
        where ${where.join(' and ')} order by p.id desc limit $${params.push(filter.limit + 1)}`,
      params,
    );
    return keysetPage(rows, filter.limit, (row) => [row.id]);
  }

  /** One pitch, or 404. */
  async one(tx: Tx, id: string): Promise<PitchRow & { timeZone: string }> {
    const row = isId(id)
      ? await tx.one<PitchRow & { timeZone: string }>(
          `select ${PITCH}, d.time_zone as "timeZone" from pitch p ${DEPARTMENT} where p.id = $1`,
          [id],
        )
      : undefined;
    if (!row) throw pitchNotFound();
    return row;
  }

  /** One pitch with its history, offers and activities, or 404. */
  async detail(tx: Tx, id: string): Promise<PitchDetail> {
    const row = await this.one(tx, id);
    const offers = await this.offers(tx, id);
    const { daysInStage } = standing(
      { ...row, lastTouchedOn: row.stageEnteredOn },
      localDate(tx.now, row.timeZone),
    );
    return {
      ...row,
      daysInStage,
      nextStages: row.stage === 'green_lit' && row.closedOn ? [] : reachable(row.stage),
      offer: offers[0] ?? null,
      offers,
      stages: await this.stages(tx, id),
      activities: await this.activities(tx, id),
    };
  }

  /** The open pitch of a department, if any. */
  async openOf(tx: Tx, departmentId: string): Promise<string | undefined> {
    const row = await tx.one<{ id: string }>(
      `select id from pitch where department_id = any ((select liaison_family($1))::uuid[]) and closed_on is null`,
      [departmentId],
    );
    return row?.id;
  }

  /** Offers, the standing one first. */
  async offers(tx: Tx, pitchId: string): Promise<OfferRow[]> {
    const rows = await tx.query<Omit<OfferRow, 'changes'>>(
      `select id, number, device_discount_percent as "deviceDiscountPercent", downloads_per_device as "downloadsPerDevice",
              device_sku as "deviceSku", device_fmv_cents as "deviceFmvCents", recipient, note, occurred_on as "occurredOn",
              recorded_at as "recordedAt", by_name as "byName"
         from offer where pitch_id = $1 order by number desc limit 200`,
      [pitchId],
    );
    return rows.map((row, index) => {
      const before = rows[index + 1];
      return { ...row, changes: before ? changesInWords(before, row) : [] };
    });
  }

  /** Every stay in a stage, in the order they were recorded. */
  stages(tx: Tx, pitchId: string): Promise<StageRow[]> {
    return tx.query<StageRow>(
      `select id, stage, occurred_on as "occurredOn", left_on as "leftOn", entered_at as "enteredAt", left_at as "leftAt",
              by_name as "byName", note, reason, reason_code as "reasonCode", council_item as "councilItem"
         from pitch_stage where pitch_id = $1 order by entered_at, id`,
      [pitchId],
    );
  }

  /** The latest 200 activities the actor may see. */
  activities(tx: Tx, pitchId: string): Promise<ActivityRow[]> {
    return tx.query<ActivityRow>(
      `select a.id, a.kind, a.direction, a.visibility, a.occurred_on as "occurredOn", a.subject, a.body, c.name as "contactName",
              a.email_message_id as "emailMessageId", a.by_name as "byName", a.recorded_at as "recordedAt"
         from activity a left join contact c on c.id = a.contact_id
        where a.pitch_id = $1 order by a.occurred_on desc, a.id desc limit 200`,
      [pitchId],
    );
  }

  /** Tasks of a pitch: open ones by due day, then the done. */
  tasks(tx: Tx, pitchId: string): Promise<TaskRow[]> {
    return tx.query<TaskRow>(
      `${TASK} where t.pitch_id = $1 order by t.done_at nulls first, t.due_on nulls last, t.id limit 200`,
      [pitchId],
    );
  }

  /** Open tasks due up to a day, of one person or of everyone; the longest due first. */
  tasksDue(tx: Tx, filter: { upTo: string; ownerId?: string; limit: number }): Promise<TaskRow[]> {
    return tx.query<TaskRow>(
      `${TASK} where t.done_at is null and t.due_on <= $1 and ($2::uuid is null or t.owner_id = $2)
        order by t.due_on, t.id limit $3`,
      [filter.upTo, filter.ownerId ?? null, filter.limit],
    );
  }

  /** How many open tasks of a person are due up to a day. */
  async tasksDueCount(tx: Tx, filter: { upTo: string; ownerId: string }): Promise<number> {
    const row = await tx.one<{ count: number }>(
      `select count(*)::int as count from task where done_at is null and owner_id = $1 and due_on <= $2`,
      [filter.ownerId, filter.upTo],
    );
    return row?.count ?? 0;
  }

  /** Median days of the finished stays in each stage that began on or after a day. */
  medianDays(tx: Tx, since: string): Promise<{ stage: Stage; days: number; stays: number }[]> {
    return tx.query(
      `select stage, count(*)::int as stays,
              (percentile_disc(0.5) within group (order by greatest(0, left_on - occurred_on)))::int as days
         from pitch_stage where left_on is not null and occurred_on >= $1 and stage = any ($2::text[])
        group by stage order by array_position($2::text[], stage)`,
      [since, ['prospect', 'contacted', 'pitched', 'in_discussion', 'legal_review']],
    );
  }
}

/** Tasks with whom and what they are for, as `t`; conditions follow. */
export const TASK = `select t.id, t.pitch_id as "pitchId", d.id as "departmentId", d.name as "departmentName",
    d.state as "departmentState", t.title, t.note, t.due_on as "dueOn", t.owner_id as "ownerId", o.name as "ownerName",
    t.done_at as "doneAt",
    case when t.repeat_every is not null then jsonb_build_object('every', t.repeat_every, 'unit', t.repeat_unit) end as repeat
  from task t ${survivorOf('t.department_id')} left join person o on o.id = t.owner_id`;
