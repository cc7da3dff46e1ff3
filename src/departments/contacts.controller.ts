import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { ContactsService } from './contacts.service.js';
import { ChangeContactDto, CreateContactDto } from './departments.dto.js';
import { DepartmentsQueries } from './departments.queries.js';
import { SitesQueries } from './sites.queries.js';

/** Fields of the form that may be emptied; a browser sends them as ''. */
const MAY_BE_EMPTY = ['title', 'email', 'phone', 'siteId'] as const;

/** Forms of one contact of a department: added, changed, ended. */
@ApiExcludeController()
@Controller('departments/:id/contacts')
export class ContactsController {
  constructor(
    private readonly contacts: ContactsService,
    private readonly queries: DepartmentsQueries,
    private readonly sites: SitesQueries,
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
        await this.contacts.add(actor, id, await parseForm(CreateContactDto, body));
        return redirect(`/departments/${id}#contacts`, 'Contact added.');
      },
      (shown) => this.form(actor, id, null, { ...shown }),
    );
  }

  @Get(':contactId/edit')
  @Can('departments.write')
  edit(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('contactId') contactId: string,
  ): Promise<PageView> {
    return this.form(actor, id, contactId, {});
  }

  @Post(':contactId')
  @Can('departments.write')
  change(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('contactId') contactId: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(ChangeContactDto, body);
        for (const field of MAY_BE_EMPTY) if (body[field] === '') dto[field] = null;
        await this.contacts.change(actor, id, contactId, dto);
        return redirect(`/departments/${id}#contacts`, 'Contact saved.');
      },
      (shown) => this.form(actor, id, contactId, { ...shown }),
    );
  }

  @Post(':contactId/end')
  @Can('departments.write')
  async end(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('contactId') contactId: string,
  ): Promise<Redirect> {
    await this.contacts.end(actor, id, contactId);
    return redirect(`/departments/${id}#contacts`, 'The contact is ended. The record keeps the name.');
  }

  private form(
    actor: Actor,
    id: string,
    contactId: string | null,
    shown: Record<string, unknown>,
  ): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const department = await this.queries.factsOrFail(tx, id);
      const contacts = contactId ? await this.queries.contacts(tx, id) : [];
      const contact = contacts.find((one) => one.id === contactId) ?? null;
      if (contactId && !contact) throw notFound('contact');
      const sites = (await this.sites.list(tx, id)).map(({ id: value, name }) => ({ value, label: name }));
      return page(
        'departments/contact',
        { department, contact, sites, values: { ...contact }, errors: {}, formError: null, ...shown },
        { title: contact ? `Edit ${contact.name}` : 'Add a contact' },
      );
    });
  }
}
