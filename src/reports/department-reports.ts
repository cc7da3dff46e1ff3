import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import type { LocalDate } from '../platform/local-time.js';
import { keysetPage } from '../platform/web/keyset.js';
import {
  costPerDownload,
  type Forecast,
  type Pace,
  PaceQueries,
  type UnusualMonth,
} from '../referrals/pace/pace.queries.js';
import { PaceReportQueries, type Standing, type Totals } from './pace-report.queries.js';
import { ranksOf } from './ranks.js';
import { column, type ReportTable } from './report-table.js';

const PAGE = 25;
const AT_ONCE = 200;

/** A row of the leaderboard; the cost counts all partnerships of the department, pace and forecast the present one. */
export interface Leader extends Standing {
  rank: number;
  pace: Pace | null;
  forecast: Forecast;
  costCents: number | null;
}

export interface UnusualAtDepartment extends UnusualMonth {
  partnershipId: string;
  departmentId: string;
  departmentName: string;
}

/** What each department brings: counts, pace, the next device, months off its own pace, and what a download costs. */
@Injectable()
export class DepartmentReports {
  constructor(
    private readonly queries: PaceReportQueries,
    private readonly paces: PaceQueries,
  ) {}

  async totals(tx: Tx): Promise<Totals & { costCents: number | null }> {
    const totals = await this.queries.totals(tx);
    return { ...totals, costCents: costPerDownload(totals.valueCents, totals.qualifying) };
  }

  /** A page of departments that brought a download, the most first; those with as many share a rank. */
  async leaders(
    tx: Tx,
    after: readonly unknown[] | null,
    limit: number = PAGE,
  ): Promise<{ data: Leader[]; nextCursor: string | null }> {
    const { rows, above } = await this.queries.leaders(tx, after, limit + 1);
    const ranks = ranksOf(
      rows.map(({ qualifying }) => qualifying),
      above,
    );
    const { data, nextCursor } = keysetPage(rows, limit, keyOf);
    const paces = await this.paces.of(
      tx,
      data.map(({ partnershipId }) => partnershipId),
    );
    return {
      data: data.map((row, at) => {
        const own = paces.get(row.partnershipId);
        return {
          ...row,
          rank: ranks[at] ?? 0,
          pace: own?.pace ?? null,
          forecast: own?.forecast ?? { none: 'not_running' },
          costCents: costPerDownload(row.valueCents, row.qualifying),
        };
      }),
      nextCursor,
    };
  }

  /** The whole leaderboard, for a file. */
  async leadersTable(tx: Tx): Promise<ReportTable> {
    const rows: ReportTable['rows'] = [];
    for (let after: unknown[] | null = null, more = true; more;) {
      const { data, nextCursor } = await this.leaders(tx, after, AT_ONCE);
      rows.push(...data.map(cellsOf));
      after = keyOf(data.at(-1) ?? { qualifying: 0, departmentId: '' });
      more = nextCursor !== null;
    }
    return {
      columns: [
        column('rank', 'Rank'),
        column('department', 'Department', 'text'),
        column('state', 'State', 'text'),
        column('qualifying', 'Qualifying'),
        column('a_week_lately', 'A week lately'),
        column('a_week_before', 'A week before'),
        column('next_device_from', 'Next device, from', 'text'),
        column('next_device_to', 'Next device, to', 'text'),
        column('no_forecast', 'No forecast', 'text'),
        column('fmv_cents', 'FMV', 'money'),
        column('cost_per_download_cents', 'Cost per download', 'money'),
      ],
      rows,
    };
  }

  /** Running partnerships whose last full month was far off their own pace, the farthest first. */
  async unusual(tx: Tx, today: LocalDate): Promise<UnusualAtDepartment[]> {
    const running = await this.queries.running(tx, today);
    const names = new Map(running.map((row) => [row.partnershipId, row]));
    const found = await this.paces.unusual(tx, [...names.keys()]);
    return found
      .flatMap((month) => {
        const department = names.get(month.partnershipId);
        return department ? [{ ...month, ...department }] : [];
      })
      .sort((a, b) => distance(b) - distance(a) || a.departmentName.localeCompare(b.departmentName));
  }

  async unusualTable(tx: Tx, today: LocalDate): Promise<ReportTable> {
    return {
      columns: [
        column('department', 'Department', 'text'),
        column('month', 'Month', 'text'),
        column('qualifying', 'Qualifying'),
        column('usual', 'Usually'),
      ],
      rows: (await this.unusual(tx, today)).map(({ departmentName, month, count, usual }) => [
        departmentName,
        month,
        count,
        tenths(usual),
      ]),
    };
  }
}

function keyOf(row: Pick<Standing, 'qualifying' | 'departmentId'>): unknown[] {
  return [row.qualifying, row.departmentId];
}

function cellsOf(row: Leader): ReportTable['rows'][number] {
  const { forecast } = row;
  return [
    row.rank,
    row.departmentName,
    row.state,
    row.qualifying,
    row.pace && tenths(row.pace.lately),
    row.pace && row.pace.before !== null ? tenths(row.pace.before) : null,
    forecast.none === null ? forecast.from : null,
    forecast.none === null ? forecast.to : null,
    forecast.none,
    row.valueCents,
    row.costCents,
  ];
}

/** In standard deviations of what is usual. */
function distance({ count, usual }: UnusualMonth): number {
  return Math.abs(count - usual) / Math.sqrt(Math.max(usual, 1));
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
