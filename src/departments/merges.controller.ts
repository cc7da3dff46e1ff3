import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { DepartmentSearchQueries } from './department-search.queries.js';
import { MergeDto } from './departments.dto.js';
import { departmentNotFound } from './departments.errors.js';
import { MergesQueries } from './merges.queries.js';
import { MergesService } from './merges.service.js';

export class MergePageQuery {
  /** Words to find the other entry by; the department's own name when left out. */
  @IsOptional() @IsString() @MaxLength(200) q?: string;
  @IsOptional() @IsString() @MaxLength(40) intoId?: string;
}

const FOUND = 12;

/** Finding the second entry of a department, comparing the two side by side, merging, and undoing it. */
@ApiExcludeController()
@Controller('departments/:id')
export class MergesController {
  constructor(
    private readonly merges: MergesService,
    private readonly queries: MergesQueries,
    private readonly search: DepartmentSearchQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get('merge')
  @Can('departments.write')
  show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: MergePageQuery,
  ): Promise<PageView> {
    return this.page(actor, id, query, { formError: null, errors: {}, values: {} });
  }

  @Post('merge')
  @Can('departments.write')
  merge(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { intoId } = await parseForm(MergeDto, body);
        const survivorId = await this.merges.merge(actor, id, intoId);
        return redirect(`/departments/${survivorId}`, 'Merged. It can be undone below.');
      },
      (shown) => this.page(actor, id, { intoId: String(body['intoId'] ?? '') }, shown),
    );
  }

  @Post('merge-reversal')
  @Can('departments.write')
  async revert(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    await this.merges.revert(actor, id);
    return redirect(`/departments/${id}`, 'The merge is undone');
  }

  private page(
    actor: Actor,
    id: string,
    { q, intoId }: MergePageQuery,
    shown: Record<string, unknown>,
  ): Promise<PageView> {
    if (!isId(id)) throw departmentNotFound();
    return this.work.read(actor, async (tx) => {
      const merged = await this.queries.side(tx, id);
      const into = intoId && isId(intoId) ? await this.queries.side(tx, intoId) : null;
      const words = q?.trim() || `${merged.name} ${merged.state}`;
      const found = into ? [] : await this.search.best(tx, words, FOUND + 1);
      return page(
        'departments/merge',
        { merged, into, q: words, found: found.filter((one) => one.id !== id).slice(0, FOUND), ...shown },
        { title: `Merge ${merged.name}` },
      );
    });
  }
}
