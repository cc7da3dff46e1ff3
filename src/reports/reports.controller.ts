import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { PitchesQueries } from '../pitches/pitches.queries.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { addMonths, isLocalDate, localDate } from '../platform/local-time.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { page, type PageView } from '../platform/web/page.js';
import { ReportsQueries } from './reports.queries.js';

export class ReportQuery {
  @IsOptional() @IsString() @MaxLength(10) from?: string;
  @IsOptional() @IsString() @MaxLength(10) to?: string;
}

const MONTH = new Intl.DateTimeFormat('en-US', { month: 'short', timeZone: 'UTC' });
/** States in which a device counts neither as given nor as promised. */
const NOT_KEPT = ['declined', 'returned', 'voided'];

/** What came of it all, between two days. */
@ApiExcludeController()
@Controller('reports')
export class ReportsController {
  constructor(
    private readonly reports: ReportsQueries,
    private readonly pitches: PitchesQueries,
    private readonly organisation: OrganisationQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  @Can('reports.read')
  show(@CurrentActor() actor: Actor, @Query() query: ReportQuery): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const today = localDate(tx.now, (await this.organisation.current(tx)).timeZone);
      const to = isLocalDate(query.to) ? query.to : today;
      const wanted = isLocalDate(query.from) ? query.from : addMonths(to, -12);
      const from = wanted > to ? to : wanted;
      const reached = await this.pitches.funnel(tx, from, to);
      const days = await this.pitches.medianDays(tx, from);
      const now = await this.reports.standing(tx);
      const months = await this.reports.downloadsByMonth(tx, from, to);
      const silent = await this.reports.undisclosed(tx);
      const gifts = await this.reports.gifts(tx, from, to);
      const tiles = await this.reports.partnersByState(tx);
      const kept = gifts.filter((gift) => !NOT_KEPT.includes(gift.state));
      return page(
        'reports/index',
        {
          range: { from, to },
          funnel: reached.map(({ stage, count }) => ({
            stage,
            entered: count,
            stayed: now.find((row) => row.stage === stage)?.count ?? 0,
            medianDays: days.find((row) => row.stage === stage)?.days ?? null,
          })),
          downloadsByMonth: months.map(({ month, count }) => ({
            label: MONTH.format(new Date(`${month}-01T00:00:00Z`)),
            value: count,
          })),
          downloadsTotal: months.reduce((sum, row) => sum + row.count, 0),
          undisclosed: {
            total: silent.length,
            medianDays: silent[Math.floor(silent.length / 2)]?.days ?? 0,
            bars: silent
              .slice(0, 12)
              .map(({ departmentName, days: value }) => ({ label: departmentName, value, warn: true })),
          },
          gifts,
          giftsCents: kept.reduce((sum, gift) => sum + gift.cents, 0),
          tiles,
          empty: now.length === 0 && tiles.length === 0,
        },
        { title: 'Reports' },
      );
    });
  }
}
