import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { ContactsService } from './contacts.service.js';
import { ChangeContactDto, CreateContactDto } from './departments.dto.js';
import { DepartmentsQueries } from './departments.queries.js';
import { ChangeSiteDto, CreateSiteDto } from './sites.dto.js';
import { SitesQueries } from './sites.queries.js';
import { SitesService } from './sites.service.js';

/** Who one writes to at a department, and where it can be found. */
@ApiTags('Departments')
@Controller('api/v1/departments/:id')
export class SitesApiController {
  constructor(
    private readonly contacts: ContactsService,
    private readonly sites: SitesService,
    private readonly siteQueries: SitesQueries,
    private readonly queries: DepartmentsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get('contacts')
  @Can('departments.read')
  listContacts(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, async (tx) => {
      await this.queries.factsOrFail(tx, id);
      return { data: await this.queries.contacts(tx, id), nextCursor: null };
    });
  }

  @Post('contacts')
  @Can('departments.write')
  async addContact(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: CreateContactDto) {
    return this.contact(actor, id, await this.contacts.add(actor, id, dto));
  }

  @Patch('contacts/:contactId')
  @Can('departments.write')
  async changeContact(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('contactId') contactId: string,
    @Body() dto: ChangeContactDto,
  ) {
    await this.contacts.change(actor, id, contactId, dto);
    return this.contact(actor, id, contactId);
  }

  @Post('contacts/:contactId/end')
  @Can('departments.write')
  async endContact(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('contactId') contactId: string,
  ) {
    await this.contacts.end(actor, id, contactId);
    return { id: contactId, ended: true };
  }

  @Get('sites')
  @Can('departments.read')
  listSites(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, async (tx) => {
      await this.queries.factsOrFail(tx, id);
      return { data: await this.siteQueries.list(tx, id), nextCursor: null };
    });
  }

  @Post('sites')
  @Can('departments.write')
  async addSite(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: CreateSiteDto) {
    return this.site(actor, id, await this.sites.add(actor, id, dto));
  }

  @Patch('sites/:siteId')
  @Can('departments.write')
  async changeSite(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('siteId') siteId: string,
    @Body() dto: ChangeSiteDto,
  ) {
    await this.sites.change(actor, id, siteId, dto);
    return this.site(actor, id, siteId);
  }

  @Post('sites/:siteId/end')
  @Can('departments.write')
  async endSite(@CurrentActor() actor: Actor, @Param('id') id: string, @Param('siteId') siteId: string) {
    await this.sites.end(actor, id, siteId);
    return { id: siteId, ended: true };
  }

  private contact(actor: Actor, id: string, contactId: string) {
    return this.work.read(actor, async (tx) =>
      (await this.queries.contacts(tx, id)).find((contact) => contact.id === contactId),
    );
  }

  private site(actor: Actor, id: string, siteId: string) {
    return this.work.read(actor, (tx) => this.siteQueries.one(tx, id, siteId));
  }
}
