import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DepartmentsQueries, type ListedContact } from '../../departments/departments.queries.js';
import { MailQueries } from '../../mail/mail.queries.js';
import { MailService } from '../../mail/mail.service.js';
import { type Actor, actorName } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { newId } from '../../platform/id.js';
import { PitchDiaryService } from '../pitch-diary.service.js';
import { unknownContact } from '../pitches.errors.js';
import { PitchesQueries } from '../pitches.queries.js';
import { contactSuppressed, mailIncomplete } from './pitch-mail.errors.js';
import type { SendPitchMailDto, WritePitchMailDto } from './pitch-mail.dto.js';
import { asText, PitchMailText, type WrittenMail } from './pitch-mail-text.js';
import { PitchMailbox } from './pitch-mailbox.js';

/** What these mails are, for readers who end them. */
export const PITCH_TOPIC = 'pitch';

export interface SentPitchMail {
  activityId: string | null;
  emailMessageId: string;
  state: string;
  subject: string;
}

/** A mail before it is sent: what it says, and what would become of it. */
export interface MailPreview extends WrittenMail {
  contact: ListedContact;
  templateId: string;
  suppressed: string | null;
  held: string | null;
  replyTo: string | null;
}

/** Mails of a rep to a department, written from a template, sent through the mail room and logged as an activity. */
@Injectable()
export class PitchMailService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly pitches: PitchesQueries,
    private readonly diary: PitchDiaryService,
    private readonly departments: DepartmentsQueries,
    private readonly text: PitchMailText,
    private readonly mailbox: PitchMailbox,
    private readonly mail: MailService,
    private readonly log: MailQueries,
  ) {}

  /** The mail as it would go out now; writes nothing. Throws 404, `unknown_contact` and `unknown_template` (422). */
  preview(actor: Actor, pitchId: string, dto: WritePitchMailDto): Promise<MailPreview> {
    return this.work.read(actor, async (tx) => {
      const { contact, template, written } = await this.write(tx, pitchId, dto);
      const standing = await this.mail.standing(tx, contact.email, PITCH_TOPIC);
      const replyTo = await this.mailbox.known(tx, pitchId);
      return { ...written, ...standing, contact, templateId: template.id, replyTo };
    });
  }

  /**
   * Writes the mail from the template and the pitch's facts, and queues it. Throws 404, `unknown_contact`, `unknown_template`,
   * `mail_incomplete` (naming each value that is missing or wrong) and `address_suppressed` (422); then nothing is kept.
   */
  send(actor: Actor, pitchId: string, dto: SendPitchMailDto): Promise<SentPitchMail> {
    return this.work.run(actor, async (tx) => {
      const { pitch, contact, written } = await this.write(tx, pitchId, dto);
      const { subject, paragraphs, faults } = written;
      // The same form posted twice is one mail; going back and changing a word makes it another.
      const words = createHash('sha256')
        .update(JSON.stringify([contact.id, subject, paragraphs]))
        .digest('hex');
      const idempotencyKey = `pitch-mail/${pitchId}/${dto.key ? `${dto.key}/${words}` : newId()}`;
      const before = await this.log.stateOf(tx, idempotencyKey);
      if (before) return { activityId: null, emailMessageId: before.id, state: before.state, subject };
      if (faults.length > 0) throw mailIncomplete(faults);
      const { suppressed } = await this.mail.standing(tx, contact.email, PITCH_TOPIC);
      if (suppressed) throw contactSuppressed(suppressed);
      const { id, state } = await this.mail.enqueue(tx, {
        topic: PITCH_TOPIC,
        to: { name: contact.name, email: contact.email },
        template: 'mail/pitches/offer',
        data: { subject, paragraphs },
        idempotencyKey,
        departmentId: pitch.departmentId,
        visibility: 'shared',
        unsubscribe: true,
        ...(await this.mailbox.replyTo(tx, pitch, actorName(actor))),
      });
      const activityId = await this.diary.enterActivity(
        tx,
        pitchId,
        { kind: 'email', subject, body: asText(paragraphs), visibility: 'shared', contactId: contact.id },
        id,
      );
      return { activityId, emailMessageId: id, state, subject };
    });
  }

  private async write(tx: Tx, pitchId: string, { contactId, templateId, values, body }: WritePitchMailDto) {
    const pitch = await this.pitches.detail(tx, pitchId);
    const contact = await this.contact(tx, pitch.departmentId, contactId);
    const template = await this.text.template(tx, templateId);
    const repName = actorName(tx.actor);
    const written = await this.text.write(tx, { template, pitch, contact, values, body, repName });
    return { pitch, contact, template, written };
  }

  private async contact(
    tx: Tx,
    departmentId: string,
    contactId: string,
  ): Promise<ListedContact & { email: string }> {
    const contact = (await this.departments.contacts(tx, departmentId)).find(({ id }) => id === contactId);
    if (!contact?.email) throw unknownContact();
    return { ...contact, email: contact.email };
  }
}
