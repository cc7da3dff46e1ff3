import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { OrganisationDto } from './organisation.dto.js';
import { type OrganisationFacts, OrganisationQueries } from './organisation.queries.js';
import { OrganisationService } from './organisation.service.js';
import { US_ZONES } from './us-zones.js';

const WEEKDAYS = [1, 2, 3, 4, 5];

/** Who the vendor is, as page and as JSON. */
@Controller()
@ApiTags('organisation')
export class OrganisationController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: OrganisationQueries,
    private readonly organisation: OrganisationService,
  ) {}

  @Get('settings')
  @ApiExcludeEndpoint()
  @Can('organisation.read')
  async show(@CurrentActor() actor: Actor): Promise<PageView> {
    const current = await this.current(actor);
    return this.page(actor, current, {
      values: current.isPlaceholder ? { timeZone: current.timeZone } : { ...current },
    });
  }

  @Post('settings')
  @ApiExcludeEndpoint()
  @Can('organisation.write')
  save(@Body() body: FormBody, @CurrentActor() actor: Actor): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        await this.change(actor, await parseForm(OrganisationDto, body));
        return redirect('/settings', 'Saved as a new version');
      },
      async (shown) => this.page(actor, await this.current(actor), shown),
    );
  }

  @Get('api/v1/organisation')
  @Can('organisation.read')
  current(@CurrentActor() actor: Actor): Promise<OrganisationFacts> {
    return this.unitOfWork.read(actor, (tx) => this.queries.current(tx));
  }

  @Put('api/v1/organisation')
  @Can('organisation.write')
  change(@CurrentActor() actor: Actor, @Body() dto: OrganisationDto): Promise<OrganisationFacts> {
    return this.unitOfWork.run(actor, (tx) =>
      this.organisation.change(tx, {
        legalName: dto.legalName,
        productName: dto.productName,
        postalAddress: dto.postalAddress,
        timeZone: dto.timeZone,
        businessHours: {
          days: WEEKDAYS,
          from: hour(dto.businessHours?.from, 9),
          to: hour(dto.businessHours?.to, 17),
        },
        appStoreUrl: dto.appStoreUrl ?? null,
        playStoreUrl: dto.playStoreUrl ?? null,
        fallbackUrl: dto.fallbackUrl ?? null,
        textNumber: dto.textNumber ?? null,
        pressContact: {
          name: dto.pressContact.name,
          email: dto.pressContact.email,
          phone: dto.pressContact.phone ?? '',
        },
        boilerplate: dto.boilerplate,
      }),
    );
  }

  private page(actor: Actor, organisation: OrganisationFacts, shown: Record<string, unknown>): PageView {
    const canWrite = actor.side === 'vendor' && actor.role === 'admin';
    return page(
      'settings/index',
      { organisation, zones: US_ZONES, canWrite, errors: {}, formError: null, ...shown },
      { title: 'Settings' },
    );
  }
}

function hour(text: string | undefined, fallback: number): number {
  return text === undefined ? fallback : Number(text.split(':')[0]);
}
