import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DepartmentsQueries } from '../../departments/departments.queries.js';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import { suppressedWords } from '../mail/pitch-mail.errors.js';
import { type Typed, writtenIn } from '../mail/pitch-mail-page.js';
import { PitchesQueries } from '../pitches.queries.js';
import { EnrolmentsService } from './enrolments.service.js';
import { EnrolDto, NewEnrolmentQuery } from './sequences.dto.js';
import { departmentStopped } from './sequences.errors.js';
import { SequencesQueries } from './sequences.queries.js';

const MOST_CHOICES = 200;

/** Following up as pages: begin a sequence with what it will send and when, pause it, go on, stop it. */
@ApiExcludeController()
@Controller()
export class EnrolmentsController {
  constructor(
    private readonly enrolments: EnrolmentsService,
    private readonly queries: SequencesQueries,
    private readonly pitches: PitchesQueries,
    private readonly departments: DepartmentsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get('pitches/:id/enrolments/new')
  @Can('pitches.write')
  new(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: NewEnrolmentQuery,
  ): Promise<PageView> {
    return this.form(actor, id, query);
  }

  /** The same page with the values that were typed; nothing begins. */
  @Post('pitches/:id/enrolments/preview')
  @Can('pitches.write')
  preview(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody): Promise<PageView> {
    return this.form(actor, id, body as NewEnrolmentQuery, { values: body, errors: {}, formError: null });
  }

  @Post('pitches/:id/enrolments')
  @Can('pitches.write')
  enrol(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const { sequenceId, contactId } = body ?? {};
        const dto = await parseForm(EnrolDto, { sequenceId, contactId });
        const { values } = writtenIn(body);
        const row = await this.enrolments.enrol(actor, id, { ...dto, values });
        return redirect(`/pitches/${id}/mail`, `${row.contactName} is followed up from now on.`);
      },
      (typed) => this.form(actor, id, body as NewEnrolmentQuery, { ...typed, values: body }),
    );
  }

  @Post('enrolments/:id/pause')
  @Can('pitches.write')
  async pause(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    const { pitchId } = await this.enrolments.pause(actor, id);
    return redirect(`/pitches/${pitchId}/mail`, 'Paused. Nothing more goes out until you go on.');
  }

  @Post('enrolments/:id/resumption')
  @Can('pitches.write')
  async resume(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    const { pitchId } = await this.enrolments.resume(actor, id);
    return redirect(`/pitches/${pitchId}/mail`, 'The sequence goes on.');
  }

  @Post('enrolments/:id/stop')
  @Can('pitches.write')
  async stop(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    const { pitchId } = await this.enrolments.stop(actor, id);
    return redirect(`/pitches/${pitchId}/mail`, 'Stopped. Nothing more of it goes out.');
  }

  private async form(
    actor: Actor,
    pitchId: string,
    query: NewEnrolmentQuery,
    typed?: Typed,
  ): Promise<PageView> {
    const found = await this.work.read(actor, async (tx) => {
      const pitch = await this.pitches.detail(tx, pitchId);
      const contacts = (await this.departments.contacts(tx, pitch.departmentId)).filter(({ email }) => email);
      const sequences = (await this.queries.list(tx, MOST_CHOICES, null)).slice(0, MOST_CHOICES);
      return { pitch, contacts, sequences };
    });
    const { pitch, contacts, sequences } = found;
    const contact = contacts.find(({ id }) => id === query.contactId) ?? contacts[0];
    const sequence = sequences.find(({ id }) => id === query.sequenceId) ?? sequences[0];
    const { values } = writtenIn(typed?.values ?? {});
    const preview =
      contact && sequence
        ? await this.enrolments.preview(actor, pitchId, {
            sequenceId: sequence.id,
            contactId: contact.id,
            values,
          })
        : null;
    const { suppressed = null, held = null } = preview ?? {};
    return page(
      'pitches/mail/enrol',
      {
        pitch: { id: pitchId, departmentName: pitch.departmentName, departmentId: pitch.departmentId },
        contacts: contacts.map(({ id, name, role }) => ({
          value: id,
          label: `${name}, ${role.replaceAll('_', ' ')}`,
        })),
        sequences: sequences.map(({ id, name }) => ({ value: id, label: name })),
        contactId: contact?.id ?? null,
        sequenceId: sequence?.id ?? null,
        fields: (preview?.fields ?? []).map((field) => ({ ...field, value: values[field.name] ?? '' })),
        mails: preview?.mails.map((mail) => ({ ...mail, at: mail.at.toISOString() })) ?? [],
        checks: (preview?.faults ?? []).map(({ field, message }) => ({
          label: preview?.fields.find(({ name }) => `values.${name}` === field)?.label ?? null,
          message,
        })),
        suppressed: suppressed ? suppressedWords(suppressed) : null,
        stopped: preview?.departmentStopped ? departmentStopped().message : null,
        held,
        zone: preview?.timeZone ?? pitch.timeZone,
        values: typed?.values ?? {},
        errors: typed?.errors ?? {},
        formError: typed?.formError ?? null,
      },
      { title: 'Follow up' },
    );
  }
}
