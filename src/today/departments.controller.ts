import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { DepartmentsQueries, KIND_CHOICES, STATE_CHOICES } from '../departments/departments.queries.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { ReportsQueries } from '../reports/reports.queries.js';
import { DepartmentListQueries } from './department-list.queries.js';
import { DepartmentPageQueries } from './department-page.queries.js';

/** The list's filter form; unset filters arrive empty and are left out. */
export class DepartmentsPageQuery {
  @IsOptional() @IsString() @MaxLength(200) q?: string;
  @IsOptional() @IsString() @MaxLength(2) state?: string;
  @IsOptional() @IsString() @MaxLength(40) kind?: string;
  @IsOptional() @IsIn(['true', 'false']) partnered?: 'true' | 'false';
  @IsOptional() @IsIn(['true', 'false']) undisclosed?: 'true' | 'false';
  @IsOptional() @IsString() @MaxLength(600) cursor?: string;
}

export class DepartmentPageQuery {
  @IsOptional() @IsIn(['everything', 'shared', 'vendor']) show?: 'everything' | 'shared' | 'vendor';
  @IsOptional() @IsString() @MaxLength(20) before?: string;
}

const ROWS = 50;

/** The list of departments and the page of one: screens over many rooms. Their forms are of the departments room. */
@ApiExcludeController()
@Controller('departments')
export class DepartmentPagesController {
  constructor(
    private readonly departments: DepartmentsQueries,
    private readonly listed: DepartmentListQueries,
    private readonly pages: DepartmentPageQueries,
    private readonly reports: ReportsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  @Can('departments.read')
  index(@CurrentActor() actor: Actor, @Query() query: DepartmentsPageQuery): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const { q = '', state = '', kind = '', partnered = '', cursor } = query;
      const undisclosed = query.undisclosed === 'true';
      const { data, nextCursor } = await this.departments.list(tx, {
        q,
        state: state || undefined,
        kind: KIND_CHOICES.some((choice) => choice.value === kind) ? (kind as never) : undefined,
        partnered: partnered === '' ? undefined : partnered === 'true',
        undisclosed,
        limit: ROWS,
        cursor,
      });
      const figures = await this.listed.figures(
        tx,
        data.map((row) => row.id),
      );
      const rows = data.map((row) => ({ ...row, ...figures.find((one) => one.departmentId === row.id) }));
      const tiles = await this.reports.partnersByState(tx);
      const kept = Object.entries({
        q,
        state,
        kind,
        partnered,
        undisclosed: undisclosed ? 'true' : '',
      }).filter(([, value]) => value);
      return page(
        'departments/index',
        {
          departments: rows,
          filter: { q, state, kind, partnered },
          states: STATE_CHOICES,
          kinds: KIND_CHOICES,
          total: null,
          shown: rows.length,
          nextHref: nextCursor
            ? `/departments?${new URLSearchParams([...kept, ['cursor', nextCursor]])}`
            : null,
          firstHref: cursor ? `/departments?${new URLSearchParams(kept)}` : null,
          tiles,
          partnerTotal: tiles.reduce((sum, tile) => sum + tile.count, 0),
          empty: data.length === 0 && !(await this.listed.any(tx)),
        },
        { title: 'Departments' },
      );
    });
  }

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
