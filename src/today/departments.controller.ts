import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { DepartmentPageQueries } from './department-page.queries.js';

export class DepartmentPageQuery {
  @IsOptional() @IsIn(['everything', 'shared', 'vendor']) show?: 'everything' | 'shared' | 'vendor';
  @IsOptional() @IsString() @MaxLength(20) before?: string;
}

/** The page of one department: a screen over many rooms. Its forms are of the departments room, the list of the lists room. */
@ApiExcludeController()
@Controller('departments')
export class DepartmentPagesController {
  constructor(
    private readonly pages: DepartmentPageQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get(':id')
  @Can('departments.read')
  show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: DepartmentPageQuery,
  ): Promise<PageView | Redirect> {
    return this.work.read(actor, async (tx) => {
      const data = await this.pages.of(tx, id, query);
      // A merged department's page is its survivor's.
      if (data.department.id !== id) return redirect(`/departments/${data.department.id}`);
      return page(
        'departments/show',
        { ...data, values: {}, errors: {}, formError: null, failed: null },
        { title: data.department.name },
      );
    });
  }
}
