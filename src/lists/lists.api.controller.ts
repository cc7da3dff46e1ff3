import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  type StreamableFile,
} from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import { allows } from '../identity/people.queries.js';
import { type Actor, isPerson } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import type { FormBody } from '../platform/web/form.js';
import { plain } from './cells.js';
import { type ListDefinition, type ListName, listNamed } from './list-definition.js';
import { ListFiles } from './list-files.js';
import { columnOf, parametersOf, queryOf, readListStrictly, sortOf, sortText } from './list-query.js';
import { readPaging } from './lists.dto.js';
import { ListsQueries } from './lists.queries.js';
import { ChangeSavedViewDto, CreateSavedViewDto, SavedViewsQuery } from './saved-views.dto.js';
import { SavedViewsQueries } from './saved-views.queries.js';
import { SavedViewsService } from './saved-views.service.js';

/** Lists and saved views for programs: the same columns, sorts and filters as the pages, in the same words. */
@ApiTags('Lists')
@Controller('api/v1')
export class ListsApiController {
  constructor(
    private readonly lists: ListsQueries,
    private readonly files: ListFiles,
    private readonly views: SavedViewsQueries,
    private readonly saving: SavedViewsService,
    private readonly work: UnitOfWork,
  ) {}

  /** What a list offers: its columns, which of them it can be sorted by, and its filters with their parameters. */
  @Get('lists/:name/description')
  @Can('departments.read')
  async describe(@CurrentActor() actor: Actor, @Param('name') name: string) {
    return this.work.read(actor, async (tx) => {
      const definition = await this.lists.definition(tx, readable(actor, name));
      return {
        name: definition.name,
        sort: definition.sort,
        columns: definition.columns.map(({ key, label, sort, shown }) => ({
          key,
          label,
          sortable: sort !== undefined,
          shown: shown ?? false,
        })),
        filters: definition.filters.map((filter) => ({
          label: filter.label,
          kind: filter.kind,
          parameters: parametersOf(filter),
          ...(filter.kind === 'choice' ? { choices: filter.choices } : {}),
        })),
      };
    });
  }

  /**
   * One page of `departments`, `pitches`, `contacts`, `tasks` or `activities`: `?columns=&sort=-population,name&q=` and the list's
   * filters; `format=csv` is all of it as a file. Unknown columns, sorts and filters are refused.
   */
  @Get('lists/:name')
  @Can('departments.read')
  @ApiQuery({ name: 'sort', required: false })
  @ApiQuery({ name: 'columns', required: false })
  @ApiQuery({ name: 'q', required: false })
  @ApiQuery({ name: 'limit', required: false })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'format', required: false, enum: ['csv', 'json'] })
  async list(
    @CurrentActor() actor: Actor,
    @Param('name') name: string,
    @Query() query: FormBody,
  ): Promise<object | StreamableFile> {
    const list = readable(actor, name.replace(/\.csv$/, ''));
    const { limit, cursor, format } = readPaging(query);
    if (format === 'csv' || name.endsWith('.csv')) return this.files.file(actor, list, query);
    return this.work.read(actor, async (tx) => {
      const definition = await this.lists.definition(tx, list);
      const state = readListStrictly(definition, query);
      const { rows, nextCursor } = await this.lists.page(tx, definition, state, { limit, cursor });
      return {
        query: queryOf(definition, state),
        sort: state.q && state.sort.length === 0 ? 'likeness' : sortText(sortOf(definition, state)),
        data: rows.map((row) => ({
          id: row.id,
          departmentId: row.departmentId,
          ...named(definition, state.columns, row.cells),
        })),
        nextCursor,
      };
    });
  }

  /** Your own views of a list and the shared ones. */
  @Get('saved-views')
  @Can('views.manage')
  async savedViews(@CurrentActor() actor: Actor, @Query() query: SavedViewsQuery) {
    return { data: await this.work.read(actor, (tx) => this.views.of(tx, query.subject)), nextCursor: null };
  }

  @Post('saved-views')
  @Can('views.manage')
  async save(@CurrentActor() actor: Actor, @Body() dto: CreateSavedViewDto) {
    return this.savedView(actor, await this.saving.create(actor, dto));
  }

  @Get('saved-views/:id')
  @Can('views.manage')
  savedView(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, (tx) => this.views.one(tx, id));
  }

  @Patch('saved-views/:id')
  @Can('views.manage')
  async change(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: ChangeSavedViewDto) {
    await this.saving.change(actor, id, dto);
    return this.savedView(actor, id);
  }

  @Delete('saved-views/:id')
  @HttpCode(204)
  @Can('views.manage')
  async remove(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<void> {
    await this.saving.remove(actor, id);
  }
}

/** A list the actor may read, or 404 or 403. What hangs on pitches needs their permission, too. */
export function readable(actor: Actor, name: string): ListName {
  const list = listNamed(name);
  const needed = list === 'departments' || list === 'contacts' ? 'departments.read' : 'pitches.read';
  if (isPerson(actor) && allows(actor, needed)) return list;
  throw new DomainError(
    'forbidden',
    'forbidden',
    'Your role does not allow this. Ask an admin if it should.',
  );
}

function named(definition: ListDefinition, keys: string[], cells: unknown[]): Record<string, unknown> {
  return Object.fromEntries(
    keys.map((key, i) => {
      const { kind } = columnOf(definition, key);
      // Words are for people: a program gets the code.
      const value = typeof kind === 'object' ? (cells[i] ?? null) : plain(kind, cells[i]);
      return [key, value];
    }),
  );
}
