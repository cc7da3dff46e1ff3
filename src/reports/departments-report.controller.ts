import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { localDate } from '../platform/local-time.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor } from '../platform/web/keyset.js';
import { page, type PageView } from '../platform/web/page.js';
import { DepartmentReports } from './department-reports.js';
import { tabsOf } from './report-tabs.js';
import { ReportQuery } from './reports.controller.js';

/** The days and the owner chosen on another report are kept for the way back. */
export class DepartmentsReportQuery extends ReportQuery {
  @IsOptional() @IsString() @MaxLength(600) cursor?: string;
}

const UNUSUAL_SHOWN = 25;

/** What each department brings; all of it since it began, whatever days the other reports show. */
@ApiExcludeController()
@Controller('reports/departments')
export class DepartmentsReportController {
  constructor(
    private readonly departments: DepartmentReports,
    private readonly organisation: OrganisationQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  @Can('reports.read')
  show(@CurrentActor() actor: Actor, @Query() query: DepartmentsReportQuery): Promise<PageView> {
    const { cursor, ...asked } = query;
    const kept = new URLSearchParams(
      Object.entries(asked).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ).toString();
    const after = decodeCursor(cursor, 2);
    return this.work.read(actor, async (tx) => {
      const today = localDate(tx.now, (await this.organisation.current(tx)).timeZone);
      const totals = await this.departments.totals(tx);
      const { data, nextCursor } = await this.departments.leaders(tx, after);
      const unusual = await this.departments.unusual(tx, today);
      return page(
        'reports/departments',
        {
          tabs: tabsOf('departments', kept),
          kept,
          totals,
          leaders: data,
          most: data[0]?.qualifying ?? 0,
          nextHref: nextCursor && `/reports/departments?cursor=${nextCursor}${kept && `&${kept}`}`,
          firstHref: after && `/reports/departments${kept && `?${kept}`}`,
          unusual: unusual.slice(0, UNUSUAL_SHOWN),
          unusualLeft: Math.max(0, unusual.length - UNUSUAL_SHOWN),
        },
        { title: 'Departments' },
      );
    });
  }
}
