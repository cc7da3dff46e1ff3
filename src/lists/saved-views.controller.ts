import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { listNamed } from './list-definition.js';
import { queryOf, readList } from './list-query.js';
import { ListsQueries } from './lists.queries.js';
import { ChangeSavedViewDto, CreateSavedViewDto } from './saved-views.dto.js';
import { type SavedViewRow, SavedViewsQueries } from './saved-views.queries.js';
import { SavedViewsService } from './saved-views.service.js';

/** The forms a list is kept with under a name. */
@ApiExcludeController()
@Controller('saved-views')
export class SavedViewsController {
  constructor(
    private readonly saving: SavedViewsService,
    private readonly views: SavedViewsQueries,
    private readonly lists: ListsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get('new')
  @Can('views.manage')
  new(@CurrentActor() actor: Actor, @Query() asked: FormBody): Promise<PageView> {
    return this.form(actor, asked, { values: {}, errors: {}, formError: null });
  }

  @Post()
  @Can('views.manage')
  create(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(CreateSavedViewDto, body);
        const id = await this.saving.create(actor, dto);
        return this.open(actor, id, `${dto.name} is kept.`);
      },
      (shown) => this.form(actor, body, shown),
    );
  }

  @Get(':id')
  @Can('views.manage')
  edit(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.editForm(actor, id, { values: {}, errors: {}, formError: null });
  }

  /** A tick box that is not set sends nothing, so the form says that it was there (`asked`). */
  @Post(':id')
  @Can('views.manage')
  change(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { asked, ...fields } = body;
        const dto = await parseForm(ChangeSavedViewDto, fields);
        if (fields['query'] === '') dto.query = '';
        if (asked === 'all') dto.shared ??= false;
        if (asked) dto.isDefault ??= false;
        await this.saving.change(actor, id, dto);
        return this.open(actor, id, 'View saved.');
      },
      (shown) => this.editForm(actor, id, shown),
    );
  }

  @Post(':id/deletion')
  @Can('views.manage')
  async remove(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    const subject = await this.saving.remove(actor, id);
    return redirect(`${pathOf(subject)}?view=all`, 'View deleted.');
  }

  private async open(actor: Actor, id: string, notice: string): Promise<Redirect> {
    const view = await this.work.read(actor, (tx) => this.views.one(tx, id));
    return redirect(hrefOf(view), notice);
  }

  private form(actor: Actor, asked: FormBody, shown: Record<string, unknown>): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const definition = await this.lists.definition(tx, listNamed(String(asked['subject'] ?? '')));
      const query = Object.fromEntries(new URLSearchParams(String(asked['query'] ?? '')));
      return page(
        'lists/view-form',
        {
          saved: null,
          list: { name: definition.name, title: definition.title, path: definition.path },
          query: queryOf(definition, readList(definition, query).state),
          ...shown,
        },
        { title: 'Keep this view' },
      );
    });
  }

  private editForm(actor: Actor, id: string, shown: Record<string, unknown>): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const saved = await this.views.one(tx, id);
      const { name, title, path } = await this.lists.definition(tx, saved.subject);
      const mayChange = saved.mine || (actor.side === 'vendor' && actor.role === 'admin');
      return page(
        'lists/view-form',
        {
          saved: { ...saved, href: hrefOf(saved), mayChange },
          list: { name, title, path },
          query: saved.query,
          ...shown,
        },
        { title: saved.name },
      );
    });
  }
}

function pathOf(subject: string): string {
  return subject === 'departments' || subject === 'pitches' ? `/${subject}` : `/lists/${subject}`;
}

function hrefOf(view: SavedViewRow): string {
  return `${pathOf(view.subject)}?${[view.query, `view=${view.id}`].filter(Boolean).join('&')}`;
}
