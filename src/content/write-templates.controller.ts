import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { allows } from '../identity/people.queries.js';
import { type Actor, isPerson } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseJson } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { CreateTemplateDto } from '../templates/templates.dto.js';
import { TemplatesService } from '../templates/templates.service.js';
import { definitionOf, inputOf, WriteTemplatesPage } from './write-templates-page.js';

/** Where templates are written, looked at with real and with the longest data, and approved by another admin. */
@ApiExcludeController()
@Controller('settings/templates')
export class WriteTemplatesController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly pages: WriteTemplatesPage,
    private readonly templates: TemplatesService,
  ) {}

  @Get()
  @Can('organisation.read')
  list(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.work.read(actor, async (tx) =>
      page(
        'settings/templates',
        { ...(await this.pages.list(tx)), canWrite: mayWrite(actor) },
        { title: 'Templates' },
      ),
    );
  }

  @Get('new')
  @Can('templates.write')
  begin(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.view(actor, null);
  }

  @Get(':id')
  @Can('organisation.read')
  show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.view(actor, existing(id));
  }

  /** Shows the form again with what becomes of it: as one types, or by the Preview button. Nothing is stored. */
  @Post('preview')
  @Can('templates.write')
  preview(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView> {
    return this.view(actor, idOf(body), body ?? {});
  }

  /** Stores what was written as a new template, or as the next version of one; it waits for another admin. */
  @Post()
  @Can('templates.write')
  save(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const definition = definitionOf(body ?? {});
        await parseJson(CreateTemplateDto, inputOf(definition));
        const { id, version } = await this.templates.create(actor, definition);
        return redirect(
          `/settings/templates/${id}`,
          `Version ${version} is stored. Another admin has to approve it.`,
        );
      },
      (shown) => this.view(actor, idOf(body), body ?? {}, shown),
    );
  }

  @Post(':id/approval')
  @Can('templates.write')
  approve(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { version } = await this.templates.approve(actor, existing(id));
        return redirect(`/settings/templates/${id}`, `Version ${version} is in use from now on.`);
      },
      (shown) => this.view(actor, existing(id), undefined, shown),
    );
  }

  private view(
    actor: Actor,
    id: string | null,
    typed?: FormBody,
    shown: Record<string, unknown> = {},
  ): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const data = await this.pages.edit(tx, id, typed);
      const { name } = data['template'] as { name: string };
      return page(
        'settings/template',
        { errors: {}, formError: null, ...data, canWrite: mayWrite(actor), ...shown, values: {} },
        { title: name || 'New template' },
      );
    });
  }
}

function mayWrite(actor: Actor): boolean {
  return isPerson(actor) && allows(actor, 'templates.write');
}

function idOf(body: FormBody): string | null {
  const id = body?.['templateId'];
  return typeof id === 'string' && isId(id) ? id : null;
}

function existing(id: string): string {
  if (!isId(id)) throw notFound('template');
  return id;
}
