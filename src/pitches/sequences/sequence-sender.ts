import { Injectable, Logger } from '@nestjs/common';
import { DepartmentsQueries } from '../../departments/departments.queries.js';
import { PeopleQueries } from '../../identity/people.queries.js';
import { MailService } from '../../mail/mail.service.js';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import { SYSTEM } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Scheduled } from '../../platform/jobs/scheduled.js';
import { PITCH_TOPIC } from '../mail/pitch-mail.service.js';
import { asText, PitchMailText } from '../mail/pitch-mail-text.js';
import { PitchMailbox } from '../mail/pitch-mailbox.js';
import { PitchDiaryService } from '../pitch-diary.service.js';
import { PitchesQueries } from '../pitches.queries.js';
import { Ending } from './ending.js';
import type { WaitCause } from './enrolment-life.js';
import { valuesOf } from './enrolment-plan.js';
import { nextOpening, sendTime } from './send-time.js';
import { EnrolmentEnded, EnrolmentPaused } from './sequences.events.js';
import { type EnrolmentRow, SequencesQueries } from './sequences.queries.js';
import { StopLink } from './stop-link.js';

const BATCH = 100;
const MOST_BATCHES = 100;
const LOOK_AGAIN_MS = 60 * 60 * 1000;

interface Before {
  state: string;
  settledAt: Date | null;
  messageId: string;
}

/**
 * Sends the follow-ups that are due, each in a transaction of its own that holds the mail's row, the activity, the row
 * (enrolment, step) and the next date together: a worker that dies leaves all of them or none. Network work is the mail
 * room's. A step follows the mail before it only once that mail has really left.
 */
@Injectable()
export class SequenceSender {
  private readonly log = new Logger('Sequences');

  constructor(
    private readonly work: UnitOfWork,
    private readonly queries: SequencesQueries,
    private readonly pitches: PitchesQueries,
    private readonly departments: DepartmentsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly people: PeopleQueries,
    private readonly text: PitchMailText,
    private readonly mailbox: PitchMailbox,
    private readonly mail: MailService,
    private readonly diary: PitchDiaryService,
    private readonly ending: Ending,
    private readonly links: StopLink,
  ) {}

  @Scheduled('sequences.send', { everySeconds: 60, byCalendar: true })
  async sendDue(): Promise<void> {
    for (let batch = 0; batch < MOST_BATCHES; batch++) {
      const due = await this.work.glance(SYSTEM, (ask) => this.queries.due(ask, BATCH));
      for (const { id, pitchId } of due) await this.sendOne(id, pitchId);
      if (due.length < BATCH) return;
    }
  }

  /** One that cannot be written stands aside for an hour, so that it never keeps the others waiting. */
  private async sendOne(id: string, pitchId: string): Promise<void> {
    try {
      await this.work.run(SYSTEM, (tx) => this.step(tx, id, pitchId));
    } catch (error) {
      this.log.warn(`Enrolment ${id} was put off: ${(error as Error).name}`);
      await this.work.run(SYSTEM, (tx) =>
        this.lookAgain(tx, id, new Date(tx.now.getTime() + LOOK_AGAIN_MS), null),
      );
    }
  }

  private async step(tx: Tx, id: string, pitchId: string): Promise<void> {
    await tx.query('select from pitch where id = $1 for update', [pitchId]);
    const mine = await tx.one(
      `select from sequence_enrolment where id = $1 and state = 'running' and next_at <= $2 for update`,
      [id, tx.now],
    );
    if (!mine) return;
    const row = await this.queries.enrolment(tx, id);
    const office = await this.organisation.office(tx);
    const before = await this.before(tx, row);
    if (before?.state === 'bounced' || before?.state === 'suppressed')
      return this.ending.stop(tx, [row], 'suppressed', null);
    if (before && before.state !== 'sent') {
      const later = nextOpening(new Date(tx.now.getTime() + LOOK_AGAIN_MS), office, row.timeZone);
      return this.lookAgain(tx, id, later, 'mail_not_sent');
    }
    const wait = row.steps[row.nextStep - 1]?.waitDays ?? 0;
    const due = before?.settledAt
      ? sendTime(before.settledAt, wait, office, row.timeZone)
      : (row.nextAt ?? tx.now);
    const opening = nextOpening(due > tx.now ? due : tx.now, office, row.timeZone);
    if (opening > tx.now) return this.lookAgain(tx, id, opening, null);
    await this.send(tx, row, before);
  }

  private async send(tx: Tx, row: EnrolmentRow, before: Before | undefined): Promise<void> {
    const pitch = await this.pitches.detail(tx, row.pitchId);
    if (pitch.closedOn) return this.ending.stop(tx, [row], 'closed', null);
    if (pitch.stage !== row.stage) return this.ending.stop(tx, [row], 'moved', null);
    const contact = (await this.departments.contacts(tx, row.departmentId)).find(
      ({ id }) => id === row.contactId,
    );
    if (!contact?.email) return this.ending.stop(tx, [row], 'contact_ended', null);
    const { suppressed } = await this.mail.standing(tx, contact.email, PITCH_TOPIC);
    if (suppressed) return this.ending.stop(tx, [row], 'suppressed', null);
    const repName = (await this.people.nameOf(tx, pitch.ownerId)) ?? row.enrolledByName;
    const template = await this.text.template(tx, row.steps[row.nextStep - 1]?.templateId);
    const values = valuesOf(template.fields, row.values);
    const { subject, paragraphs, faults } = await this.text.write(tx, {
      template,
      pitch,
      contact,
      values,
      repName,
    });
    if (faults.length > 0) return this.pause(tx, row);
    const email = await this.mail.enqueue(tx, {
      topic: PITCH_TOPIC,
      to: { name: contact.name, email: contact.email },
      template: 'mail/pitches/follow-up',
      data: { subject, paragraphs, stopUrl: this.links.urlFor(row.id) },
      idempotencyKey: `sequence/${row.id}/${row.nextStep}`,
      departmentId: row.departmentId,
      visibility: 'shared',
      unsubscribe: true,
      follows: before?.messageId ?? (await this.lastMailTo(tx, row)),
      ...(await this.mailbox.replyTo(tx, pitch, repName)),
    });
    const activityId = await this.diary.enterActivity(
      tx,
      row.pitchId,
      { kind: 'email', subject, body: asText(paragraphs), visibility: 'shared', contactId: contact.id },
      email.id,
      // Whoever asks in the mail asked, also in the pressure log; that a machine sent it, the event says.
      { byName: repName },
    );
    await tx.query(
      `insert into sequence_send (enrolment_id, step, pitch_id, department_id, email_message_id, activity_id, sent_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [row.id, row.nextStep, row.pitchId, row.departmentId, email.id, activityId, tx.now],
    );
    await this.goOn(tx, row);
  }

  private async goOn(tx: Tx, row: EnrolmentRow): Promise<void> {
    const { id, pitchId, departmentId, sequenceName } = row;
    if (row.nextStep < row.steps.length) {
      const office = await this.organisation.office(tx);
      const next = sendTime(tx.now, row.steps[row.nextStep]?.waitDays ?? 1, office, row.timeZone);
      await tx.query(
        'update sequence_enrolment set next_step = next_step + 1, next_at = $2, waits_for = null where id = $1',
        [id, next],
      );
      return;
    }
    await tx.query(
      `update sequence_enrolment set state = 'done', next_at = null, waits_for = null, ended_at = $2 where id = $1`,
      [id, tx.now],
    );
    await tx.record(
      EnrolmentEnded(
        { enrolmentId: id, pitchId, departmentId, reason: null },
        {
          departmentId,
          visibility: 'vendor',
          subject: { type: 'enrolment', id },
          summary: `The sequence “${sequenceName}” is done; every mail of it went out`,
        },
      ),
    );
  }

  /** A person has to complete something before the next mail can go out. */
  private async pause(tx: Tx, row: EnrolmentRow): Promise<void> {
    const { id, pitchId, departmentId, sequenceName } = row;
    await tx.query(
      `update sequence_enrolment set state = 'paused', next_at = null, waits_for = 'mail_incomplete' where id = $1`,
      [id],
    );
    await tx.record(
      EnrolmentPaused(
        { enrolmentId: id, pitchId, departmentId, cause: 'mail_incomplete' },
        {
          departmentId,
          visibility: 'vendor',
          subject: { type: 'enrolment', id },
          summary: `The sequence “${sequenceName}” waits: its next mail is not complete`,
        },
      ),
    );
  }

  private async lookAgain(tx: Tx, id: string, at: Date, waitsFor: WaitCause | null): Promise<void> {
    await tx.query(
      `update sequence_enrolment set next_at = $2, waits_for = $3 where id = $1 and state = 'running'`,
      [id, at, waitsFor],
    );
  }

  /** The last mail to the contact about this pitch, for the first follow-up to stand below. */
  private async lastMailTo(tx: Tx, row: EnrolmentRow): Promise<string | null> {
    const last = await tx.one<{ messageId: string }>(
      `select m.message_id as "messageId" from activity a join email_message m on m.id = a.email_message_id
        where a.pitch_id = $1 and a.contact_id = $2 and a.email_message_id is not null
        order by a.recorded_at desc, a.id desc limit 1`,
      [row.pitchId, row.contactId],
    );
    return last?.messageId ?? null;
  }

  private before(tx: Tx, row: EnrolmentRow): Promise<Before | undefined> {
    return tx.one<Before>(
      `select m.state, m.settled_at as "settledAt", m.message_id as "messageId"
         from sequence_send s join email_message m on m.id = s.email_message_id
        where s.enrolment_id = $1 and s.step = $2`,
      [row.id, row.nextStep - 1],
    );
  }
}
