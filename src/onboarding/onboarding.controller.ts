import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { PitchesQueries } from '../pitches/pitches.queries.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { readFormWithFile } from '../platform/files/form-with-file.js';
import { KeptFiles } from '../platform/files/kept-files.js';
import { type ActorRequest, Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { ReferralsQueries } from '../referrals/referrals.queries.js';
import { GreenLightFormDto } from './onboarding.dto.js';
import { missingIn, OnboardingService } from './onboarding.service.js';
import { proposeCodes } from './propose-codes.js';
import { WelcomeKit } from './welcome-kit.js';

interface Shown {
  errors: Record<string, string>;
  formError: string | null;
  values: FormBody;
}

/** The green light as a page: what is missing, what will be made, and one button. */
@ApiExcludeController()
@Controller('pitches/:id/green-light')
export class OnboardingController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly onboarding: OnboardingService,
    private readonly pitches: PitchesQueries,
    private readonly departments: DepartmentsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly referrals: ReferralsQueries,
    private readonly kit: WelcomeKit,
    private readonly kept: KeptFiles,
  ) {}

  @Get()
  @Can('partnerships.write')
  show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.view(actor, id);
  }

  @Post()
  @Can('partnerships.write')
  async give(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: ActorRequest,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    const fields = await this.kept.recall(
      actor,
      await readFormWithFile(request, body, 'agreement'),
      'agreement',
    );
    const { 'agreement.contentBase64': _file, 'agreement.fileName': _name, ...typed } = fields;
    return formPage(
      typed,
      async () => {
        const form = await parseForm(GreenLightFormDto, asPeopleType(fields));
        await this.onboarding.greenLight(actor, { ...form, pitchId: id });
        const pitch = await this.uow.read(actor, (tx) => this.pitches.detail(tx, id));
        return redirect(
          `/departments/${pitch.departmentId}`,
          'The partnership is signed. Link, keyword and kit are ready.',
        );
      },
      async (shown) =>
        this.view(actor, id, {
          ...shown,
          values: { ...shown.values, ...(await this.kept.keep(actor, fields, 'agreement')) },
        }),
    );
  }

  private view(actor: Actor, id: string, shown?: Shown): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const pitch = await this.pitches.detail(tx, id);
      const department = await this.departments.factsOrFail(tx, pitch.departmentId);
      const { textNumber } = await this.organisation.current(tx);
      // A department that was a partner before keeps its codes.
      const codes =
        (await this.referrals.identity(tx, department.id)) ?? proposeCodes(department.name, department.state);
      const start: FormBody = {
        'terms.downloadsPerDevice': pitch.offer?.downloadsPerDevice,
        'terms.deviceSku': pitch.offer?.deviceSku,
        'terms.deviceFmvCents': pitch.offer?.deviceFmvCents,
        'terms.holdDays': 0,
        alias: codes.alias,
        keyword: codes.keyword,
      };
      return page(
        'onboarding/new',
        {
          pitch: {
            id: pitch.id,
            stage: pitch.stage,
            departmentId: department.id,
            departmentName: department.name,
            place: [department.city, department.state].filter(Boolean).join(', '),
          },
          oversightOrdinance: department.oversightOrdinance,
          missing: missingIn(department),
          pio: (await this.kit.informationOfficer(tx, department.id)) ?? null,
          textNumber,
          linkPrefix: this.referrals.addresses('').referralUrl.replace(/^https?:\/\//, ''),
          errors: shown?.errors ?? {},
          formError: shown?.formError ?? null,
          values: shown?.values ?? start,
        },
        { title: `Green light for ${department.name}` },
      );
    });
  }
}

/** Codes are written one way; people type them either way. A cap left at "no cap" is no cap. */
function asPeopleType(fields: FormBody): FormBody {
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name].trim() : '');
  return { ...fields, alias: text('alias').toLowerCase(), keyword: text('keyword').toUpperCase() };
}
