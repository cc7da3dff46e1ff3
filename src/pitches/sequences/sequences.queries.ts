import { Injectable } from '@nestjs/common';
import { survivorOf } from '../../departments/survivors.queries.js';
import type { Asking, Tx } from '../../platform/database/tx.js';
import { isId } from '../../platform/id.js';
import type { EnrolmentState, StopReason, WaitCause } from './enrolment-life.js';
import { enrolmentNotFound, sequenceNotFound } from './sequences.errors.js';

/** One mail of a sequence; `waitDays` in business days after the one before. */
export interface SequenceStep {
  templateId: string;
  templateName: string;
  waitDays: number;
}

export interface SequenceRow {
  id: string;
  name: string;
  version: number;
  steps: SequenceStep[];
  createdByName: string;
  changedAt: Date;
  retiredAt: Date | null;
}

export interface SentStep {
  step: number;
  emailId: string;
  state: string;
  /** ISO 8601. */
  at: string;
}

export interface EnrolmentRow {
  id: string;
  sequenceId: string;
  sequenceName: string;
  version: number;
  steps: SequenceStep[];
  pitchId: string;
  departmentId: string;
  departmentName: string;
  timeZone: string;
  contactId: string;
  contactName: string;
  state: EnrolmentState;
  nextStep: number;
  nextAt: Date | null;
  waitsFor: WaitCause | null;
  stopReason: StopReason | null;
  endedByName: string | null;
  endedAt: Date | null;
  stage: string;
  values: Record<string, string>;
  enrolledByName: string;
  createdAt: Date;
  sent: SentStep[];
}

const SEQUENCE = `select s.id, s.name, s.version, v.steps, s.created_by_name as "createdByName", s.changed_at as "changedAt",
    s.retired_at as "retiredAt"
  from sequence s join sequence_version v on v.sequence_id = s.id and v.version = s.version`;

const ENROLMENT = `select e.id, e.sequence_id as "sequenceId", q.name as "sequenceName", e.version, v.steps,
    e.pitch_id as "pitchId", e.department_id as "departmentId", d.name as "departmentName", d.time_zone as "timeZone",
    e.contact_id as "contactId", c.name as "contactName", e.state, e.next_step as "nextStep", e.next_at as "nextAt",
    e.waits_for as "waitsFor", e.stop_reason as "stopReason", e.ended_by_name as "endedByName", e.ended_at as "endedAt",
    e.stage, e.field_values as "values", e.enrolled_by_name as "enrolledByName", e.created_at as "createdAt",
    coalesce((select json_agg(json_build_object('step', s.step, 'emailId', m.id, 'state', m.state, 'at', s.sent_at) order by s.step)
                from sequence_send s join email_message m on m.id = s.email_message_id where s.enrolment_id = e.id), '[]') as sent
  from sequence_enrolment e
  join sequence q on q.id = e.sequence_id
  join sequence_version v on v.sequence_id = e.sequence_id and v.version = e.version
  ${survivorOf('e.department_id')}
  join contact c on c.id = e.contact_id`;

/** Questions about sequences and who is in them. All of it is the vendor's. */
@Injectable()
export class SequencesQueries {
  /** Those in use, by name; one more than `limit` when there are more. `after` is the key of the last one before. */
  list(tx: Tx, limit: number, after: [string, string] | null): Promise<SequenceRow[]> {
    return tx.query<SequenceRow>(
      `${SEQUENCE} where s.retired_at is null and ($1::text is null or (lower(s.name), s.id) > ($1, $2::uuid))
        order by lower(s.name), s.id limit $3`,
      [after?.[0] ?? null, after?.[1] ?? null, limit + 1],
    );
  }

  /** One sequence with its newest steps. Throws 404. */
  async one(tx: Tx, id: string): Promise<SequenceRow> {
    const row = isId(id) ? await tx.one<SequenceRow>(`${SEQUENCE} where s.id = $1`, [id]) : undefined;
    if (!row) throw sequenceNotFound();
    return row;
  }

  /** Who is or was followed up in a pitch, the latest first; the newest fifty. */
  ofPitch(tx: Tx, pitchId: string): Promise<EnrolmentRow[]> {
    return tx.query<EnrolmentRow>(
      `${ENROLMENT} where e.pitch_id = $1 order by e.created_at desc, e.id desc limit 50`,
      [pitchId],
    );
  }

  /** Who is or was in a sequence, the latest first; one more than `limit` when there are more. */
  ofSequence(
    tx: Tx,
    sequenceId: string,
    limit: number,
    after: [string, string] | null,
  ): Promise<EnrolmentRow[]> {
    return tx.query<EnrolmentRow>(
      `${ENROLMENT} where e.sequence_id = $1 and ($2::timestamptz is null or (e.created_at, e.id) < ($2, $3::uuid))
        order by e.created_at desc, e.id desc limit $4`,
      [sequenceId, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
    );
  }

  /** One enrolment. Throws 404. */
  async enrolment(tx: Tx, id: string): Promise<EnrolmentRow> {
    const row = isId(id) ? await tx.one<EnrolmentRow>(`${ENROLMENT} where e.id = $1`, [id]) : undefined;
    if (!row) throw enrolmentNotFound();
    return row;
  }

  /** Enrolments whose next mail is due, the most overdue first. */
  due(ask: Asking, limit: number): Promise<{ id: string; pitchId: string }[]> {
    return ask.prepared(
      `select id, pitch_id as "pitchId" from sequence_enrolment where state = 'running' and next_at <= $1
        order by next_at, id limit $2`,
      [ask.now, limit],
    );
  }

  /** Whether anybody is followed up in a pitch, or would be once a pause ends. */
  async followedUp(tx: Tx, pitchId: string): Promise<boolean> {
    const row = await tx.one(
      `select from sequence_enrolment where pitch_id = $1 and state in ('running', 'paused') limit 1`,
      [pitchId],
    );
    return row !== undefined;
  }

  /** Whether the department stopped follow-ups for this pitch, and nobody lifted that. */
  async departmentStopped(tx: Tx, pitchId: string): Promise<boolean> {
    const row = await tx.one('select from sequence_stop where pitch_id = $1 and lifted_at is null', [
      pitchId,
    ]);
    return row !== undefined;
  }
}
