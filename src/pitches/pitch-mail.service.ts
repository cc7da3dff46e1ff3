import { Injectable } from '@nestjs/common';
import { DepartmentsQueries, type ListedContact } from '../departments/departments.queries.js';
import { MailService } from '../mail/mail.service.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { type Actor, actorName } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import {
  type Facts,
  renderBlocks,
  startingValues,
  TemplatesQueries,
} from '../templates/templates.queries.js';
import { PitchDiaryService } from './pitch-diary.service.js';
import type { SendPitchMailDto } from './pitches.dto.js';
import { unknownContact } from './pitches.errors.js';
import { PitchesQueries, type PitchDetail } from './pitches.queries.js';

const USUAL_TEMPLATE = 'pitch-mail-offer';

interface Sent {
  activityId: string;
  emailMessageId: string;
  state: string;
  subject: string;
}

/** Mails of a rep to a department, written from a template, sent through the mail room and logged as an activity. */
@Injectable()
export class PitchMailService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly pitches: PitchesQueries,
    private readonly diary: PitchDiaryService,
    private readonly departments: DepartmentsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly templates: TemplatesQueries,
    private readonly mail: MailService,
  ) {}

  /**
   * Writes the mail from the template and the pitch's facts, and queues it. Throws 404, `unknown_contact`, `unknown_template` and
   * `mail_incomplete` (422, naming each value that is missing or wrong).
   */
  send(actor: Actor, pitchId: string, dto: SendPitchMailDto): Promise<Sent> {
    return this.work.run(actor, async (tx) => {
      const pitch = await this.pitches.detail(tx, pitchId);
      const contact = (await this.departments.contacts(tx, pitch.departmentId)).find(
        (one) => one.id === dto.contactId,
      );
      if (!contact?.email) throw unknownContact();
      const { subject, paragraphs } = await this.write(tx, pitch, contact, dto);
      const { id, state } = await this.mail.enqueue(tx, {
        topic: 'pitch',
        to: { name: contact.name, email: contact.email },
        template: 'mail/pitches/offer',
        data: { subject, paragraphs },
        idempotencyKey: `pitch-mail/${newId()}`,
        departmentId: pitch.departmentId,
        visibility: 'shared',
        unsubscribe: true,
      });
      const body = paragraphs.map((lines) => lines.join('\n')).join('\n\n');
      const activityId = await this.diary.enterActivity(
        tx,
        pitchId,
        { kind: 'email', subject, body, visibility: 'shared', contactId: contact.id },
        id,
      );
      return { activityId, emailMessageId: id, state, subject };
    });
  }

  private async write(tx: Tx, pitch: PitchDetail, contact: ListedContact, dto: SendPitchMailDto) {
    const template = await this.templates.current(tx, dto.templateId ?? USUAL_TEMPLATE);
    if (template?.kind !== 'pitch_mail') {
      throw new DomainError(
        'invalid',
        'unknown_template',
        'There is no approved pitch mail template of that name.',
        {
          errors: [{ field: 'templateId', message: 'names no pitch mail template' }],
        },
      );
    }
    const facts = await this.facts(tx, pitch);
    const greeting = `Dear ${[contact.title, contact.name].filter(Boolean).join(' ')}`;
    const values = startingValues(template.fields, facts, { greeting, ...dto.values });
    const { blocks, missing, errors } = renderBlocks(template, values, facts);
    const faults = [
      ...missing.map((field) => ({ field: `values.${field}`, message: 'Fill this in.' })),
      ...errors.map(({ field, message }) => ({ field, message })),
    ];
    if (faults.length > 0) {
      throw new DomainError(
        'invalid',
        'mail_incomplete',
        'The mail is not complete. Fill in what is named.',
        { errors: faults },
      );
    }
    const subject = blocks.find((block) => block.kind === 'headline')?.text ?? template.name;
    const text = blocks.filter((block) => block.kind !== 'headline').map((block) => block.text);
    const paragraphs = text.flatMap((block) => block.split(/\n{2,}/)).filter((part) => part.trim() !== '');
    return { subject, paragraphs: paragraphs.map((paragraph) => paragraph.split('\n')) };
  }

  private async facts(tx: Tx, pitch: PitchDetail): Promise<Facts> {
    const department = await this.departments.factsOrFail(tx, pitch.departmentId);
    const vendor = await this.organisation.current(tx);
    return {
      departmentName: department.name,
      city: department.city,
      county: department.county,
      state: department.state,
      timeZone: department.timeZone,
      productName: vendor.productName,
      legalName: vendor.legalName,
      boilerplate: vendor.boilerplate,
      textNumber: vendor.textNumber,
      repName: actorName(tx.actor),
      downloadsPerDevice: pitch.offer?.downloadsPerDevice ?? null,
      deviceValueCents: pitch.offer?.deviceFmvCents ?? null,
      deviceDiscountPercent: pitch.offer?.deviceDiscountPercent ?? null,
    };
  }
}
