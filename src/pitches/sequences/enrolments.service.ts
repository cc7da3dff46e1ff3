import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DepartmentsQueries, type ListedContact } from '../../departments/departments.queries.js';
import { MailService } from '../../mail/mail.service.js';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import { type Actor, actorName, personIdOf } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { onConflict } from '../../platform/errors.js';
import { newId } from '../../platform/id.js';
import { contactSuppressed, mailIncomplete } from '../mail/pitch-mail.errors.js';
import { PITCH_TOPIC } from '../mail/pitch-mail.service.js';
import { unknownContact } from '../pitches.errors.js';
import { type PitchDetail, PitchesQueries } from '../pitches.queries.js';
import { Ending } from './ending.js';
import { afterAct, checkEnrolmentLife, type EnrolmentAct } from './enrolment-life.js';
import { EnrolmentPlan, plannedTimes, type PlannedMail, type PlannedMails } from './enrolment-plan.js';
import { nextOpening, sendTime } from './send-time.js';
import type { EnrolDto } from './sequences.dto.js';
import {
  alreadyEnrolled,
  departmentStopped,
  pitchClosed,
  sequenceRetired,
  stepNotAllowed,
} from './sequences.errors.js';
import { ContactEnrolled, EnrolmentPaused, EnrolmentResumed } from './sequences.events.js';
import { type EnrolmentRow, type SequenceRow, SequencesQueries } from './sequences.queries.js';

export interface EnrolmentPreview extends Omit<PlannedMails, 'mails'> {
  mails: (PlannedMail & { at: Date })[];
  /** Why the address gets no such mail, as a code; null when it does. */
  suppressed: string | null;
  /** Why mail does not leave now, in words. */
  held: string | null;
  departmentStopped: boolean;
  timeZone: string;
}

/** What rep and page ask of an enrolment: begin, pause, go on, stop. Lock order: pitch, then enrolment. */
@Injectable()
export class EnrolmentsService implements OnModuleInit {
  constructor(
    private readonly work: UnitOfWork,
    private readonly queries: SequencesQueries,
    private readonly pitches: PitchesQueries,
    private readonly departments: DepartmentsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly plan: EnrolmentPlan,
    private readonly ending: Ending,
    private readonly mail: MailService,
  ) {}

  onModuleInit(): void {
    checkEnrolmentLife();
  }

  /**
   * Begins a sequence for a contact of a pitch. Throws 404, `sequence_retired`, `pitch_closed`, `department_stopped`,
   * `unknown_contact`, `address_suppressed`, `mail_incomplete` (naming what any of its mails lacks; 422) and
   * `already_enrolled` (409).
   */
  enrol(actor: Actor, pitchId: string, dto: EnrolDto): Promise<EnrolmentRow> {
    return this.work.run(actor, async (tx) => {
      const pitch = await this.pitches.detail(tx, pitchId);
      await tx.query('select from pitch where id = $1 for update', [pitchId]);
      const sequence = await this.queries.one(tx, dto.sequenceId);
      const contact = await this.refuse(tx, pitch, sequence, dto);
      const { timeZone } = await this.departments.factsOrFail(tx, pitch.departmentId);
      const office = await this.organisation.office(tx);
      const id = newId();
      try {
        await tx.query(
          `insert into sequence_enrolment (id, sequence_id, version, pitch_id, department_id, contact_id, state, next_step,
             next_at, stage, field_values, enrolled_by_id, enrolled_by_name, created_at)
           values ($1, $2, $3, $4, $5, $6, 'running', 1, $7, $8, $9, $10, $11, $12)`,
          [
            id,
            sequence.id,
            sequence.version,
            pitchId,
            pitch.departmentId,
            contact.id,
            sendTime(tx.now, sequence.steps[0]?.waitDays ?? 0, office, timeZone),
            pitch.stage,
            JSON.stringify(dto.values ?? {}),
            personIdOf(actor),
            actorName(actor),
            tx.now,
          ],
        );
      } catch (error) {
        onConflict(error, 'sequence_enrolment_live_uq', alreadyEnrolled);
      }
      await tx.record(
        ContactEnrolled(
          { enrolmentId: id, pitchId, departmentId: pitch.departmentId },
          place(id, pitch.departmentId, `Began the sequence “${sequence.name}” with ${contact.name}`),
        ),
      );
      return this.queries.enrolment(tx, id);
    });
  }

  /** What would be sent and when, if it began now; nothing is written. Throws 404 and `unknown_contact` (422). */
  preview(actor: Actor, pitchId: string, dto: EnrolDto): Promise<EnrolmentPreview> {
    return this.work.read(actor, async (tx) => {
      const pitch = await this.pitches.detail(tx, pitchId);
      const sequence = await this.queries.one(tx, dto.sequenceId);
      const contact = (await this.departments.contacts(tx, pitch.departmentId)).find(
        ({ id }) => id === dto.contactId,
      );
      if (!contact?.email) throw unknownContact();
      const { mails, fields, faults } = await this.plan.mails(tx, {
        pitch,
        contact,
        sequence,
        values: dto.values ?? {},
      });
      const { timeZone } = await this.departments.factsOrFail(tx, pitch.departmentId);
      const office = await this.organisation.office(tx);
      const times = plannedTimes(sequence.steps, 1, { after: tx.now }, office, timeZone);
      const standing = await this.mail.standing(tx, contact.email, PITCH_TOPIC);
      return {
        mails: mails.map((mail, index) => ({ ...mail, at: times[index]?.at ?? tx.now })),
        fields,
        faults,
        ...standing,
        departmentStopped: await this.queries.departmentStopped(tx, pitchId),
        timeZone,
      };
    });
  }

  /** Nothing more goes out until it goes on. Throws 404 and `step_not_allowed` (409). */
  pause(actor: Actor, id: string): Promise<EnrolmentRow> {
    return this.act(actor, id, 'pause', async (tx, row) => {
      await tx.query(`update sequence_enrolment set state = 'paused', next_at = null where id = $1`, [id]);
      const { pitchId, departmentId } = row;
      await tx.record(
        EnrolmentPaused(
          { enrolmentId: id, pitchId, departmentId, cause: null },
          place(id, departmentId, `Paused the sequence “${row.sequenceName}”`),
        ),
      );
    });
  }

  /** Goes on where it stopped: what was due in the meantime goes out at the next opening. Throws 404 and `step_not_allowed`. */
  resume(actor: Actor, id: string): Promise<EnrolmentRow> {
    return this.act(actor, id, 'resume', async (tx, row) => {
      const office = await this.organisation.office(tx);
      const last = row.sent.at(-1)?.at ?? row.createdAt;
      const wait = row.steps[row.nextStep - 1]?.waitDays ?? 0;
      const due = sendTime(new Date(last), wait, office, row.timeZone);
      const opening = nextOpening(tx.now, office, row.timeZone);
      const nextAt = due > opening ? due : opening;
      await tx.query(
        `update sequence_enrolment set state = 'running', next_at = $2, waits_for = null where id = $1`,
        [id, nextAt],
      );
      const { pitchId, departmentId } = row;
      await tx.record(
        EnrolmentResumed(
          { enrolmentId: id, pitchId, departmentId },
          place(id, departmentId, `Went on with the sequence “${row.sequenceName}”`),
        ),
      );
    });
  }

  /** Ends it for good. Throws 404 and `step_not_allowed` (409). */
  stop(actor: Actor, id: string): Promise<EnrolmentRow> {
    return this.act(actor, id, 'stop', (tx, row) => this.ending.stop(tx, [row], 'by_rep', actorName(actor)));
  }

  private act(
    actor: Actor,
    id: string,
    act: EnrolmentAct,
    work: (tx: Tx, row: EnrolmentRow) => Promise<void>,
  ): Promise<EnrolmentRow> {
    return this.work.run(actor, async (tx) => {
      const { pitchId } = await this.queries.enrolment(tx, id);
      await tx.query('select from pitch where id = $1 for update', [pitchId]);
      const row = await this.queries.enrolment(tx, id);
      if (!afterAct(row.state, act)) throw stepNotAllowed(`This sequence is ${row.state}. Look at it again.`);
      await work(tx, row);
      return this.queries.enrolment(tx, id);
    });
  }

  private async refuse(
    tx: Tx,
    pitch: PitchDetail,
    sequence: SequenceRow,
    dto: EnrolDto,
  ): Promise<ListedContact & { email: string }> {
    if (sequence.retiredAt) throw sequenceRetired();
    if (pitch.closedOn) throw pitchClosed();
    if (await this.queries.departmentStopped(tx, pitch.id)) throw departmentStopped();
    const contact = (await this.departments.contacts(tx, pitch.departmentId)).find(
      ({ id }) => id === dto.contactId,
    );
    if (!contact?.email) throw unknownContact();
    const { suppressed } = await this.mail.standing(tx, contact.email, PITCH_TOPIC);
    if (suppressed) throw contactSuppressed(suppressed);
    const { faults } = await this.plan.mails(tx, { pitch, contact, sequence, values: dto.values ?? {} });
    if (faults.length > 0) throw mailIncomplete(faults);
    return { ...contact, email: contact.email };
  }
}

function place(id: string, departmentId: string, summary: string) {
  return { departmentId, visibility: 'vendor' as const, subject: { type: 'enrolment', id }, summary };
}
