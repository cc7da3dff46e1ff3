import { Controller, Get, Header, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { addDays, addMonths, localDate } from '../platform/local-time.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { toCsv } from '../platform/web/csv.js';
import { page, type PageView } from '../platform/web/page.js';
import { PartnerReports } from './partner-reports.js';
import { PeopleReports } from './people-reports.js';
import { PipelineReportQueries } from './pipeline-report.queries.js';
import { type Asked, PipelineReports } from './pipeline-reports.js';
import { DepartmentReports } from './department-reports.js';
import { beginOf, periodOf } from './report-period.js';
import { type ReportTable, shownTable } from './report-table.js';
import { pathOf, tabsOf } from './report-tabs.js';
import { ReportsQueries } from './reports.queries.js';

/** Days and owner of every report; a day or owner that is none is left out. */
export class ReportQuery {
  @IsOptional() @IsString() @MaxLength(10) from?: string;
  @IsOptional() @IsString() @MaxLength(10) to?: string;
  @IsOptional() @IsString() @MaxLength(36) owner?: string;
}

/** What came of it all, between two days, of one owner or of everyone the reader sees. */
@ApiExcludeController()
@Controller('reports')
export class ReportsController {
  constructor(
    private readonly reports: ReportsQueries,
    private readonly pipeline: PipelineReports,
    private readonly team: PeopleReports,
    private readonly partners: PartnerReports,
    private readonly queries: PipelineReportQueries,
    private readonly organisation: OrganisationQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  @Can('reports.read')
  show(@CurrentActor() actor: Actor, @Query() query: ReportQuery): Promise<PageView> {
    return this.shown(actor, query, 'pipeline', async (tx, asked) => {
      const { funnelTable, cohortTable, ...funnel } = await this.pipeline.funnel(tx, asked);
      const days = await this.pipeline.stageDays(tx, asked);
      const reasons = await this.pipeline.reasons(tx, asked);
      const forecast = await this.pipeline.forecast(tx, asked);
      return {
        funnel: { ...funnel, table: shownTable(funnelTable) },
        cohorts: { columns: funnel.columns, table: shownTable(cohortTable) },
        days: { ...days, table: shownTable(days.table) },
        reasons: { ...reasons, table: shownTable(reasons.table) },
        forecast: { ...forecast, table: shownTable(forecast.table) },
      };
    });
  }

  @Get('people')
  @Can('reports.read')
  people(@CurrentActor() actor: Actor, @Query() query: ReportQuery): Promise<PageView> {
    return this.shown(actor, query, 'people', async (tx, asked) => {
      const { table, overTimeTable, ...activity } = await this.team.activity(tx, asked);
      return {
        activity: { ...activity, table: shownTable(table), overTimeTable: shownTable(overTimeTable) },
      };
    });
  }

  @Get('partners')
  @Can('reports.read')
  async partnersPage(@CurrentActor() actor: Actor, @Query() query: ReportQuery): Promise<PageView> {
    return this.shown(actor, query, 'partners', async (tx, asked) => {
      const map = await this.partners.map(tx, asked);
      const downloads = await this.partners.downloads(tx, asked);
      const undisclosed = await this.partners.undisclosed(tx);
      const gifts = await this.partners.gifts(tx, asked);
      return {
        map: { ...map, table: shownTable(map.table) },
        downloads: { ...downloads, table: shownTable(downloads.table) },
        undisclosed: { ...undisclosed, table: shownTable(undisclosed.table) },
        gifts: { ...gifts, table: shownTable(gifts.table) },
        tiles: await this.reports.partnersByState(tx),
      };
    });
  }

  private shown(
    actor: Actor,
    query: ReportQuery,
    tab: string,
    build: (tx: Tx, asked: Asked) => Promise<Record<string, unknown>>,
  ): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const today = localDate(tx.now, (await this.organisation.current(tx)).timeZone);
      const asked = askedOf(query, today);
      const { from, to, unit, ownerId } = asked;
      const kept = new URLSearchParams({ from, to, ...(ownerId ? { owner: ownerId } : {}) }).toString();
      const any = await this.reports.any(tx);
      return page(
        `reports/${tab}`,
        {
          range: { from, to, unit },
          owner: ownerId,
          owners: tab === 'partners' ? [] : await this.queries.owners(tx),
          kept,
          tabs: tabsOf(tab, kept),
          ranges: ranges(today, asked, pathOf(tab)),
          empty: !any,
          ...(any ? await build(tx, asked) : {}),
        },
        { title: 'Reports' },
      );
    });
  }
}

/** The tables of the reports as CSV, by the same query as their pages. */
@ApiExcludeController()
@Controller('reports/files')
export class ReportFilesController {
  private readonly files: Record<string, (tx: Tx, asked: Asked) => Promise<ReportTable>>;

  constructor(
    pipeline: PipelineReports,
    people: PeopleReports,
    partners: PartnerReports,
    departments: DepartmentReports,
    private readonly organisation: OrganisationQueries,
    private readonly work: UnitOfWork,
  ) {
    this.files = {
      funnel: async (tx, asked) => (await pipeline.funnel(tx, asked)).funnelTable,
      conversion: async (tx, asked) => (await pipeline.funnel(tx, asked)).cohortTable,
      'days-per-stage': async (tx, asked) => (await pipeline.stageDays(tx, asked)).table,
      reasons: async (tx, asked) => (await pipeline.reasons(tx, asked)).table,
      forecast: async (tx, asked) => (await pipeline.forecast(tx, asked)).table,
      activity: async (tx, asked) => (await people.activity(tx, asked)).table,
      'activity-over-time': async (tx, asked) => (await people.activity(tx, asked)).overTimeTable,
      'partners-by-state': async (tx, asked) => (await partners.map(tx, asked)).table,
      downloads: async (tx, asked) => (await partners.downloads(tx, asked)).table,
      undisclosed: async (tx) => (await partners.undisclosed(tx)).table,
      gifts: async (tx, asked) => (await partners.gifts(tx, asked)).table,
      departments: (tx) => departments.leadersTable(tx),
      'unusual-months': (tx, asked) => departments.unusualTable(tx, asked.to),
    };
  }

  @Get(':name')
  @Can('reports.read')
  @Header('content-type', 'text/csv; charset=utf-8')
  csv(
    @CurrentActor() actor: Actor,
    @Param('name') file: string,
    @Query() query: ReportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const name = file.replace(/\.csv$/, '');
    const build = Object.hasOwn(this.files, name) ? this.files[name] : undefined;
    if (!build) throw new DomainError('not_found', 'report_not_found', 'There is no report of this name.');
    return this.work.read(actor, async (tx) => {
      const asked = askedOf(query, localDate(tx.now, (await this.organisation.current(tx)).timeZone));
      const { columns, rows } = await build(tx, asked);
      void reply.header(
        'content-disposition',
        `attachment; filename="${name}-${asked.from}-to-${asked.to}.csv"`,
      );
      return toCsv(
        columns.map(({ key }) => key),
        rows,
      );
    });
  }
}

function askedOf(query: ReportQuery, today: string): Asked {
  return { ...periodOf(query, today), ownerId: query.owner && isId(query.owner) ? query.owner : null };
}

/** The stretches people ask for most, each a plain link that keeps the owner. */
function ranges(today: string, asked: Asked, path: string): { label: string; href: string; here: boolean }[] {
  const quarter = beginOf(today, 'quarter');
  const choices: [label: string, from: string, to: string][] = [
    ['This quarter', quarter, today],
    ['Last quarter', addMonths(quarter, -3), addDays(quarter, -1)],
    ['This year', beginOf(today, 'year'), today],
    ['12 months', addMonths(today, -12), today],
    ['3 years', addMonths(today, -36), today],
  ];
  return choices.map(([label, from, to]) => ({
    label,
    href: `${path}?${new URLSearchParams({ from, to, ...(asked.ownerId ? { owner: asked.ownerId } : {}) })}`,
    here: from === asked.from && to === asked.to,
  }));
}
