import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { DepartmentsQueries } from './departments.queries.js';
import { STATE_CHOICES, ZONE_CHOICES } from './place.js';
import { ChangeSiteDto, CreateSiteDto } from './sites.dto.js';
import { SitesQueries } from './sites.queries.js';
import { SitesService } from './sites.service.js';

/** Forms of one site of a department: added, changed, ended. */
@ApiExcludeController()
@Controller('departments/:id/sites')
export class SitesController {
  constructor(
    private readonly sites: SitesService,
    private readonly queries: SitesQueries,
    private readonly departments: DepartmentsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get('new')
  @Can('departments.write')
  new(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.form(actor, id, null, {});
  }

  @Post()
  @Can('departments.write')
  add(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        await this.sites.add(actor, id, await parseForm(CreateSiteDto, body));
        return redirect(`/departments/${id}#sites`, 'Site added.');
      },
      (shown) => this.form(actor, id, null, { ...shown }),
    );
  }

  @Get(':siteId/edit')
  @Can('departments.write')
  edit(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('siteId') siteId: string,
  ): Promise<PageView> {
    return this.form(actor, id, siteId, {});
  }

  @Post(':siteId')
  @Can('departments.write')
  change(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('siteId') siteId: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(ChangeSiteDto, body);
        // An emptied field arrives as '' and means: take it away. An unticked box does not arrive at all.
        for (const field of ['phone', 'timeZone'] as const) if (body[field] === '') dto[field] = null;
        dto.address ??= null;
        dto.main ??= false;
        await this.sites.change(actor, id, siteId, dto);
        return redirect(`/departments/${id}#sites`, 'Site saved.');
      },
      (shown) => this.form(actor, id, siteId, { ...shown }),
    );
  }

  @Post(':siteId/end')
  @Can('departments.write')
  async end(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('siteId') siteId: string,
  ): Promise<Redirect> {
    await this.sites.end(actor, id, siteId);
    return redirect(`/departments/${id}#sites`, 'The site is ended. Its contacts stay, without a site.');
  }

  private form(
    actor: Actor,
    id: string,
    siteId: string | null,
    shown: Record<string, unknown>,
  ): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const department = await this.departments.factsOrFail(tx, id);
      const site = siteId ? await this.queries.one(tx, id, siteId) : null;
      return page(
        'departments/site',
        {
          department,
          site,
          states: STATE_CHOICES,
          zones: ZONE_CHOICES,
          values: { ...site },
          errors: {},
          formError: null,
          ...shown,
        },
        { title: site ? `Edit ${site.name}` : 'Add a site' },
      );
    });
  }
}
