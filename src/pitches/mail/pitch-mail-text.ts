import { Injectable } from '@nestjs/common';
import { DepartmentsQueries, type ListedContact } from '../../departments/departments.queries.js';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import type { Tx } from '../../platform/database/tx.js';
import type { FieldError } from '../../platform/errors.js';
import {
  type Body,
  type Facts,
  renderBlocks,
  startingBody,
  startingValues,
  TemplatesQueries,
  type TemplateVersion,
  type Values,
} from '../../templates/templates.queries.js';
import type { PitchDetail } from '../pitches.queries.js';
import { unknownMailTemplate } from './pitch-mail.errors.js';

export const USUAL_TEMPLATE = 'pitch-mail-offer';

/** A mail as it would read now, and what stands in its way. */
export interface WrittenMail {
  subject: string;
  /** Paragraphs as their lines. */
  paragraphs: string[][];
  /** The values in force: typed ones, and facts where nothing was typed. */
  values: Values;
  /** What each free block starts with. */
  startingBody: Body;
  /** Every field that is missing or wrong, by name (`values.why`). */
  faults: FieldError[];
}

export interface MailIngredients {
  template: TemplateVersion;
  pitch: Pick<PitchDetail, 'departmentId' | 'offer'>;
  contact: Pick<ListedContact, 'name' | 'title'>;
  values?: Values;
  body?: Body;
  /** Who signs. */
  repName: string;
}

/** What a fact comes from, for a person who has to supply it. */
const SOURCES: Record<string, string> = {
  downloadsPerDevice: 'Record an offer on the pitch.',
  deviceValueCents: 'Record an offer on the pitch.',
  deviceDiscountPercent: 'Record a discount with the offer on the pitch.',
  city: 'Complete the department.',
  county: 'Complete the department.',
  textNumber: 'Set it up in Settings.',
};

/** Makes the text of a pitch mail from a template, the facts of a pitch and what a rep typed. Writes nothing. */
@Injectable()
export class PitchMailText {
  constructor(
    private readonly departments: DepartmentsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly templates: TemplatesQueries,
  ) {}

  /** The newest approved version of a pitch mail template. Throws `unknown_template` (422). */
  async template(tx: Tx, idOrKey: string | undefined): Promise<TemplateVersion> {
    const template = await this.templates.current(tx, idOrKey ?? USUAL_TEMPLATE);
    if (template?.kind !== 'pitch_mail') throw unknownMailTemplate();
    return template;
  }

  /** Every approved pitch mail template; there are as many as a vendor writes, not as many as it has departments. */
  choices(tx: Tx): Promise<TemplateVersion[]> {
    return this.templates.list(tx, 'pitch_mail', 200, null);
  }

  async write(tx: Tx, mail: MailIngredients): Promise<WrittenMail> {
    const { template, contact } = mail;
    const facts = await this.facts(tx, mail);
    const greeting = `Dear ${[contact.title, contact.name].filter(Boolean).join(' ')}`;
    const values = startingValues(template.fields, facts, { greeting, ...mail.values });
    const { blocks, missing, errors } = renderBlocks(template, values, facts, mail.body ?? {});
    const subject = blocks.find((block) => block.kind === 'headline')?.text ?? template.name;
    const text = blocks.filter((block) => block.kind !== 'headline').map((block) => block.text);
    const paragraphs = text.flatMap((block) => block.split(/\n{2,}/)).filter((part) => part.trim() !== '');
    return {
      subject,
      paragraphs: paragraphs.map((paragraph) => paragraph.split('\n')),
      values,
      startingBody: startingBody(template, values, facts),
      faults: [
        ...missing.map((name) => missingField(template, name)),
        ...errors.map(({ field, message }) => ({ field, message })),
      ],
    };
  }

  private async facts(tx: Tx, { pitch, repName }: MailIngredients): Promise<Facts> {
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
      repName,
      downloadsPerDevice: pitch.offer?.downloadsPerDevice ?? null,
      deviceValueCents: pitch.offer?.deviceFmvCents ?? null,
      deviceDiscountPercent: pitch.offer?.deviceDiscountPercent ?? null,
    };
  }
}

/** The text of a mail as the record keeps it. */
export function asText(paragraphs: readonly string[][]): string {
  return paragraphs.map((lines) => lines.join('\n')).join('\n\n');
}

function missingField(template: TemplateVersion, name: string): FieldError {
  const field = template.fields.find((one) => one.name === name);
  const message =
    field?.type === 'fact'
      ? `${field.label} is not known. ${SOURCES[field.fact ?? name] ?? 'Complete the record first.'}`
      : 'Fill this in.';
  return { field: `values.${name}`, message };
}
