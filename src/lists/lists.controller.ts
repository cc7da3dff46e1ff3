import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { allows } from '../identity/people.queries.js';
import { type Actor, isPerson } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import type { FormBody } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { ReportsQueries } from '../reports/reports.queries.js';
import { type ListDefinition, type ListName, listNamed } from './list-definition.js';
import { ListFiles } from './list-files.js';
import { listPage } from './list-page.js';
import { readList } from './list-query.js';
import { readPaging } from './lists.dto.js';
import { ListsQueries } from './lists.queries.js';
import { SavedViewsQueries } from './saved-views.queries.js';

type Answer = PageView | Redirect | StreamableFile;

/** Lists as tables: what is shown, in which order and which columns stands in the address alone. */
@ApiExcludeController()
@Controller()
export class ListsController {
  constructor(
    private readonly lists: ListsQueries,
    private readonly views: SavedViewsQueries,
    private readonly files: ListFiles,
    private readonly reports: ReportsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get('departments')
  @Can('departments.read')
  departments(@CurrentActor() actor: Actor, @Query() query: FormBody): Promise<Answer> {
    return this.show(actor, 'departments', query, 'lists/departments', async (tx) => {
      const tiles = await this.reports.partnersByState(tx);
      return { tiles, partnerTotal: tiles.reduce((sum, tile) => sum + tile.count, 0) };
    });
  }

  @Get('pitches')
  @Can('pitches.read')
  pitches(@CurrentActor() actor: Actor, @Query() query: FormBody): Promise<Answer> {
    return this.show(actor, 'pitches', query, 'lists/pitches', () =>
      Promise.resolve({ boardHref: boardHref(query) }),
    );
  }

  /** Contacts, tasks and activities; `contacts.csv` and so on are their files. */
  @Get('lists/:name')
  @Can('pitches.read')
  async others(
    @CurrentActor() actor: Actor,
    @Param('name') name: string,
    @Query() query: FormBody,
  ): Promise<Answer> {
    if (name === 'departments' || name === 'pitches') return redirect(`/${name}`);
    if (name.endsWith('.csv')) return this.files.file(actor, listNamed(name.slice(0, -'.csv'.length)), query);
    return this.show(actor, listNamed(name), query, 'lists/others');
  }

  @Get('departments.csv')
  @Can('departments.read')
  departmentsFile(@CurrentActor() actor: Actor, @Query() query: FormBody): Promise<StreamableFile> {
    return this.files.file(actor, 'departments', query);
  }

  @Get('pitches.csv')
  @Can('pitches.read')
  pitchesFile(@CurrentActor() actor: Actor, @Query() query: FormBody): Promise<StreamableFile> {
    return this.files.file(actor, 'pitches', query);
  }

  /** A list without a word in its address opens with the view its reader chose for that. */
  private async show(
    actor: Actor,
    name: ListName,
    query: FormBody,
    template: string,
    more: (tx: Tx) => Promise<object> = () => Promise.resolve({}),
  ): Promise<Answer> {
    const paging = readPaging({ ...query, limit: undefined });
    if (paging.format === 'csv') return this.files.file(actor, name, query);
    return this.work.read(actor, async (tx) => {
      const definition = await this.lists.definition(tx, name);
      if (Object.keys(query).length === 0) {
        const first = await this.views.defaultOf(tx, name);
        if (first)
          return redirect(
            [`${definition.path}?${first.query}`, `view=${first.id}`].join(first.query ? '&' : ''),
          );
      }
      const { state } = readList(definition, query);
      const listed = await this.lists.page(tx, definition, state, { limit: 50, cursor: paging.cursor });
      const data = listPage(definition, state, {
        page: listed,
        cursor: paging.cursor,
        views: await this.views.of(tx, name),
        view: String(query['view'] ?? ''),
        canChange: mayChange(actor, definition),
      });
      const empty = listed.rows.length === 0 && !data.filtered && !(await this.lists.any(tx, definition));
      return page(template, { ...data, ...(await more(tx)), empty }, { title: definition.title });
    });
  }
}

/** The board with those of the table's filters it has, too. */
function boardHref(query: FormBody): string {
  const kept: Record<string, unknown> = { ...query, openedSince: query['opened.from'] };
  const pairs = ['owner', 'state', 'kind', 'openedSince', 'stale'].flatMap((name) => {
    const value = kept[name];
    const known = typeof value === 'string' && value !== '' && !/^(me|none|.*,.*)$/.test(value);
    return known ? [[name, String(value)] as [string, string]] : [];
  });
  return pairs.length > 0 ? `/board?${new URLSearchParams(pairs)}` : '/board';
}

function mayChange(actor: Actor, { name }: ListDefinition): boolean {
  if (!isPerson(actor)) return false;
  if (name === 'departments') return allows(actor, 'departments.write');
  return name === 'pitches' && allows(actor, 'pitches.write');
}
