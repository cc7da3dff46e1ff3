import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../../departments/departments.queries.js';
import type { Actor } from '../../platform/actor.js';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import { actorName } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { type FormBody, unflatten } from '../../platform/web/form.js';
import { keysetPage } from '../../platform/web/keyset.js';
import { newId } from '../../platform/id.js';
import type { TemplateField, TemplateVersion } from '../../templates/templates.queries.js';
import { PitchesQueries } from '../pitches.queries.js';
import { enrolmentsShown } from '../sequences/enrolments-shown.js';
import { SequencesQueries } from '../sequences/sequences.queries.js';
import { suppressedWords } from './pitch-mail.errors.js';
import { type PitchMailLine, PitchMailQueries } from './pitch-mail.queries.js';
import { PitchMailService } from './pitch-mail.service.js';
import { PitchMailText, USUAL_TEMPLATE } from './pitch-mail-text.js';

const PAGE = 25;

/** What a refused or previewed form brings along. */
export interface Typed {
  values: FormBody;
  errors: Record<string, string>;
  formError: string | null;
}

/** The data of the pages under /pitches/:id/mail. */
@Injectable()
export class PitchMailPage {
  constructor(
    private readonly work: UnitOfWork,
    private readonly pitches: PitchesQueries,
    private readonly departments: DepartmentsQueries,
    private readonly mails: PitchMailQueries,
    private readonly text: PitchMailText,
    private readonly service: PitchMailService,
    private readonly sequences: SequencesQueries,
    private readonly organisation: OrganisationQueries,
  ) {}

  /** Mails and follow-ups of a pitch. Throws 404. */
  list(actor: Actor, pitchId: string, after: [string, string] | null) {
    return this.work.read(actor, async (tx) => {
      const pitch = await this.pitches.detail(tx, pitchId);
      const rows = await this.mails.list(tx, pitchId, PAGE, after);
      const { data, nextCursor } = keysetPage(rows, PAGE, (row) => [row.at.toISOString(), row.id]);
      const enrolments = await this.sequences.ofPitch(tx, pitchId);
      return {
        pitch: { id: pitch.id, departmentName: pitch.departmentName, closed: pitch.closedOn !== null },
        zone: pitch.timeZone,
        mails: data.map((mail) => shown(pitchId, mail)),
        shown: data.length,
        nextHref: nextCursor ? `/pitches/${pitchId}/mail?cursor=${nextCursor}` : null,
        firstHref: after ? `/pitches/${pitchId}/mail` : null,
        enrolments: enrolmentsShown(enrolments, await this.organisation.office(tx)),
        departmentStopped: await this.sequences.departmentStopped(tx, pitchId),
      };
    });
  }

  /** The form of a new mail with its preview; `typed` is what was posted. Throws 404 and `unknown_template`. */
  async form(
    actor: Actor,
    pitchId: string,
    chosen: { contactId?: string; templateId?: string },
    typed?: Typed,
  ) {
    const found = await this.work.read(actor, async (tx) => {
      const pitch = await this.pitches.detail(tx, pitchId);
      const contacts = (await this.departments.contacts(tx, pitch.departmentId)).filter(({ email }) => email);
      const templates = await this.text.choices(tx);
      return { pitch, contacts, templates };
    });
    const { pitch, contacts, templates } = found;
    const contact = contacts.find(({ id }) => id === chosen.contactId) ?? contacts[0];
    const template =
      templates.find(({ id, key }) => id === chosen.templateId || key === chosen.templateId) ??
      templates.find(({ key }) => key === USUAL_TEMPLATE) ??
      templates[0];
    const base = {
      pitch: { id: pitch.id, departmentName: pitch.departmentName, departmentId: pitch.departmentId },
      contacts: contacts.map(({ id, name, role }) => ({
        value: id,
        label: `${name}, ${role.replaceAll('_', ' ')}`,
      })),
      templates: templates.map(({ id, name }) => ({ value: id, label: name })),
      contactId: contact?.id ?? null,
      templateId: template?.id ?? null,
      values: typed?.values ?? {},
      errors: typed?.errors ?? {},
      formError: typed?.formError ?? null,
      key: typed?.values['key'] ?? newId(),
    };
    if (!contact || !template) return { ...base, fields: [], blocks: [], preview: null, checks: [] };
    const { values, body } = writtenIn(typed?.values ?? {});
    const preview = await this.service.preview(actor, pitchId, {
      contactId: contact.id,
      templateId: template.id,
      values,
      body,
    });
    return {
      ...base,
      fields: typedFields(template).map((field) => ({ ...field, value: preview.values[field.name] ?? '' })),
      blocks: freeBlocks(template).map(({ id, label }) => ({
        id,
        label,
        text: body?.[id] ?? preview.startingBody[id] ?? '',
      })),
      checks: preview.faults.map(({ field, message }) => ({
        label: labelOf(template, field),
        message,
      })),
      suppressed: preview.suppressed ? suppressedWords(preview.suppressed) : null,
      held: preview.held,
      preview: {
        subject: preview.subject,
        paragraphs: preview.paragraphs,
        from: actorName(actor),
        to: `${contact.name} <${contact.email ?? ''}>`,
        replyTo: preview.replyTo,
      },
    };
  }
}

/** The values and free blocks a form posted: a block that was emptied on purpose stays empty. */
export function writtenIn(form: FormBody): { values: Record<string, string>; body?: Record<string, string> } {
  const values = unflatten(form)['values'];
  const body = Object.entries(form).flatMap(([name, value]): [string, string][] =>
    name.startsWith('body.') && typeof value === 'string'
      ? [[name.slice(5), value.replace(/\r\n?/g, '\n')]]
      : [],
  );
  return {
    values: Object.fromEntries(
      Object.entries(values && typeof values === 'object' ? values : {}).map(([name, value]) => [
        name,
        String(value).replace(/\r\n?/g, '\n'),
      ]),
    ),
    ...(body.length > 0 ? { body: Object.fromEntries(body) } : {}),
  };
}

function typedFields(template: TemplateVersion): TemplateField[] {
  return template.fields.filter(({ type }) => type !== 'fact');
}

function freeBlocks(template: TemplateVersion) {
  return template.blocks.filter(({ role }) => role === 'free');
}

function labelOf(template: TemplateVersion, field: string): string {
  const name = field.replace(/^(values|body)\./, '');
  return (
    template.fields.find((one) => one.name === name)?.label ??
    template.blocks.find(({ id }) => id === name)?.label ??
    name
  );
}

function shown(pitchId: string, mail: PitchMailLine) {
  const received = mail.direction === 'in';
  return {
    ...mail,
    received,
    at: mail.at.toISOString(),
    href: received ? `/pitches/${pitchId}/mail/${mail.id}` : `/mail/${mail.id}`,
    kindWords: mail.kind ? KIND_WORDS[mail.kind] : null,
    who: mail.name || mail.address,
    excerpt: mail.excerpt.replace(/\s+/g, ' ').trim(),
  };
}

export const KIND_WORDS: Record<string, string | null> = {
  answer: null,
  automatic: 'automatic reply',
  own: 'from your own people',
  delivery_report: 'delivery report',
};
