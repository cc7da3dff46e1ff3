import { Injectable } from '@nestjs/common';
import type { ListedContact } from '../../departments/departments.queries.js';
import type { OfficeHours } from '../../organisation/organisation.queries.js';
import { actorName } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import type { FieldError } from '../../platform/errors.js';
import type { TemplateField } from '../../templates/templates.queries.js';
import { PitchMailText } from '../mail/pitch-mail-text.js';
import type { PitchDetail } from '../pitches.queries.js';
import { sendTime } from './send-time.js';
import type { SequenceStep } from './sequences.queries.js';

export interface PlannedMail {
  step: number;
  templateName: string;
  waitDays: number;
  subject: string;
  paragraphs: string[][];
}

/** What would be sent, and what the templates ask a person for. */
export interface PlannedMails {
  mails: PlannedMail[];
  /** Typed fields of all the mails, each name once, in the order they are asked. */
  fields: TemplateField[];
  faults: FieldError[];
}

/** Says what a sequence would send to a contact. */
@Injectable()
export class EnrolmentPlan {
  constructor(private readonly text: PitchMailText) {}

  async mails(
    tx: Tx,
    about: {
      pitch: PitchDetail;
      contact: Pick<ListedContact, 'name' | 'title'>;
      sequence: { steps: SequenceStep[] };
      values: Record<string, string>;
    },
  ): Promise<PlannedMails> {
    const { pitch, contact, sequence, values } = about;
    const mails: PlannedMail[] = [];
    const fields = new Map<string, TemplateField>();
    const faults = new Map<string, FieldError>();
    for (const [index, { templateId, templateName, waitDays }] of sequence.steps.entries()) {
      const template = await this.text.template(tx, templateId);
      const named = valuesOf(template.fields, values);
      const written = await this.text.write(tx, {
        template,
        pitch,
        contact,
        values: named,
        repName: actorName(tx.actor),
      });
      for (const field of template.fields) if (field.type !== 'fact') fields.set(field.name, field);
      for (const fault of written.faults) faults.set(fault.field, fault);
      const { subject, paragraphs } = written;
      mails.push({ step: index + 1, templateName, waitDays, subject, paragraphs });
    }
    return { mails, fields: [...fields.values()], faults: [...faults.values()] };
  }
}

/** When each of the mails from `from` on goes out, if nothing gets in between: the first at, or counted from, an instant. */
export function plannedTimes(
  steps: readonly SequenceStep[],
  from: number,
  next: { at: Date } | { after: Date },
  office: OfficeHours,
  zone: string,
): { step: number; at: Date }[] {
  const times: { step: number; at: Date }[] = [];
  let before = 'after' in next ? next.after : next.at;
  for (let step = from; step <= steps.length; step++) {
    const given = step === from && 'at' in next;
    before = given ? before : sendTime(before, steps[step - 1]?.waitDays ?? 0, office, zone);
    times.push({ step, at: before });
  }
  return times;
}

/** Of the values of an enrolment, those a template knows: one set serves all its mails. */
export function valuesOf(
  fields: readonly TemplateField[],
  values: Record<string, string>,
): Record<string, string> {
  const names = new Set(fields.map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}
