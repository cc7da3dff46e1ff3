import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { Actor } from '../platform/actor.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { page, type PageView } from '../platform/web/page.js';
import { type HitGroup, SearchQueries } from './search.queries.js';

export class SearchQuery {
  @IsOptional() @IsString() @MaxLength(200) q?: string;
}

/** The search page; the command menu takes its frame. */
@ApiExcludeController()
@Controller('search')
export class SearchController {
  constructor(private readonly search: SearchQueries) {}

  @Get()
  @Can('departments.read')
  async show(@CurrentActor() actor: Actor, @Query() { q = '' }: SearchQuery): Promise<PageView> {
    const groups = await (q.trim() === '' ? this.search.recent(actor) : this.search.find(actor, q));
    const count = groups.reduce((sum, { hits }) => sum + hits.length, 0);
    return page('search/results', { q: q.trim(), groups, count }, { title: 'Search' });
  }
}

/** The same for programs. */
@ApiTags('Search')
@Controller('api/v1/search')
export class SearchApiController {
  constructor(private readonly search: SearchQueries) {}

  @Get()
  @Can('departments.read')
  async find(
    @CurrentActor() actor: Actor,
    @Query() { q = '' }: SearchQuery,
  ): Promise<{ groups: HitGroup[] }> {
    return { groups: await this.search.find(actor, q) };
  }
}
