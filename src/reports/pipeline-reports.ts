import { Injectable } from '@nestjs/common';
import { reasonsOfEnded, type ReasonCount } from '../pitches/ended-pitches.queries.js';
import type { Tx } from '../platform/database/tx.js';
import type { Bar } from './reports.queries.js';
import { PipelineReportQueries, type Within } from './pipeline-report.queries.js';
import { cohortsOf, forecastOf, type FunnelRow, funnelOf, PATH } from './pipeline-figures.js';
import { axisLabels, type Period, unitLabel, unitsOf } from './report-period.js';
import { column, type ReportTable } from './report-table.js';

export type Asked = Within & Period;

const STAGE_WORDS: Record<string, string> = {
  prospect: 'Prospect',
  contacted: 'Contacted',
  pitched: 'Pitched',
  in_discussion: 'In discussion',
  legal_review: 'Legal review',
  green_lit: 'Green lit',
};
const ENDING_WORDS = { won: 'Won', declined: 'Declined', dormant: 'Dormant' };
/** Of each ending; the table has them all. */
const MOST_REASONS = 4;

/** What becomes of pitches: each report as its drawing's data and the table under it. */
@Injectable()
export class PipelineReports {
  constructor(private readonly queries: PipelineReportQueries) {}

  /** Of the pitches opened in the days, how many ever came to each stage; and what became of each unit's, from the same question. */
  async funnel(tx: Tx, asked: Asked) {
    const paths = await this.queries.paths(tx, asked, asked.unit);
    const rows: FunnelRow[] = funnelOf(paths);
    const units = unitsOf(asked);
    const cohorts = cohortsOf(paths, units);
    const labels = axisLabels(units, asked.unit);
    const funnelTable: ReportTable = {
      columns: [
        column('stage', 'Stage', 'stage'),
        column('reached', 'Reached'),
        column('share_of_opened', 'Of opened', 'share'),
        column('share_of_stage_before', 'Of the stage before', 'share'),
      ],
      rows: rows.map((row) => [row.stage, row.reached, row.ofOpened, row.ofBefore]),
    };
    const cohortTable: ReportTable = {
      columns: [
        column('opened_in', 'Opened in', 'text'),
        column('opened', 'Opened'),
        ...PATH.slice(1).map((stage) => column(`reached_${stage}`, STAGE_WORDS[stage] ?? stage)),
        column('won', 'Won'),
        column('lost', 'Declined or dormant'),
        column('open', 'Still open'),
        column('won_of_ended', 'Won of ended', 'share'),
      ],
      rows: cohorts.map((row) => [
        unitLabel(row.period, asked.unit),
        row.opened,
        ...row.reached.slice(1),
        row.won,
        row.lost,
        row.open,
        row.conversion,
      ]),
    };
    const [opened, won, open] = [
      rows[0]?.reached ?? 0,
      cohorts.reduce((sum, row) => sum + row.won, 0),
      cohorts.reduce((sum, row) => sum + row.open, 0),
    ];
    return {
      rows,
      opened,
      won,
      open,
      conversion: opened > open ? won / (opened - open) : null,
      columns: cohorts.map((row, at) => ({
        label: labels[at] ?? '',
        parts: [
          { kind: 'accent', name: 'won', value: row.won },
          { kind: 'plain', name: 'still open', value: row.open },
          { kind: 'pale', name: 'declined or dormant', value: row.lost },
        ],
      })),
      funnelTable,
      cohortTable,
    };
  }

  /** Median and ninth decile of the days in each stage, of stays that ended in the days. */
  async stageDays(tx: Tx, asked: Asked) {
    const rows = await this.queries.stageDays(tx, asked);
    return {
      rows,
      most: Math.max(0, ...rows.map(({ p90 }) => p90)),
      table: {
        columns: [
          column('stage', 'Stage', 'stage'),
          column('stays', 'Stays that ended'),
          column('median_days', 'Median days'),
          column('p90_days', '9 in 10 within'),
        ],
        rows: rows.map((row) => [row.stage, row.stays, row.median, row.p90]),
      } satisfies ReportTable,
    };
  }

  /** Why pitches were won, declined or left dormant in the days. */
  async reasons(tx: Tx, asked: Asked) {
    const rows = await reasonsOfEnded(tx, asked);
    return {
      endings: (['won', 'declined', 'dormant'] as const).map((ending) => ({
        ending,
        title: ENDING_WORDS[ending],
        total: rows.filter((row) => row.ending === ending).reduce((sum, row) => sum + row.count, 0),
        bars: reasonBars(
          rows.filter((row) => row.ending === ending),
          ending === 'won',
        ),
      })),
      any: rows.length > 0,
      table: {
        columns: [
          column('ending', 'Ending', 'text'),
          column('reason', 'Reason', 'text'),
          column('count', 'Pitches'),
        ],
        rows: rows.map((row) => [ENDING_WORDS[row.ending], row.label, row.count]),
      } satisfies ReportTable,
    };
  }

  /** What open pitches promise today, and what may come of it by the reader's own history. The days asked for play no part. */
  async forecast(tx: Tx, asked: Asked) {
    const history = await this.queries.paths(tx, null);
    const rows = forecastOf(await this.queries.standing(tx, asked.ownerId), history);
    const sum = (of: (row: (typeof rows)[number]) => number | null) =>
      rows.reduce((total, row) => total + (of(row) ?? 0), 0);
    const total = {
      pitches: sum((row) => row.pitches),
      devices: sum((row) => row.devices),
      cents: sum((row) => row.cents),
      expectedDevices: Math.round(sum((row) => row.expectedDevices) * 10) / 10,
      expectedCents: sum((row) => row.expectedCents),
    };
    return {
      rows,
      total,
      most: Math.max(0, ...rows.map(({ devices }) => devices)),
      table: {
        columns: [
          column('stage', 'Stage', 'stage'),
          column('pitches', 'Open pitches'),
          column('devices_promised', 'Devices promised'),
          column('fmv_cents', 'FMV promised', 'money'),
          column('won_before', 'Won before, from here', 'share'),
          column('ended_before', 'Out of'),
          column('devices_expected', 'Devices expected'),
          column('fmv_expected_cents', 'FMV expected', 'money'),
        ],
        rows: rows.map((row) => [
          row.stage,
          row.pitches,
          row.devices,
          row.cents,
          row.conversion,
          row.ended,
          row.expectedDevices,
          row.expectedCents,
        ]),
      } satisfies ReportTable,
    };
  }
}

function reasonBars(rows: ReasonCount[], won: boolean): Bar[] {
  return rows.slice(0, MOST_REASONS).map(({ label, count }) => ({ label, value: count, accent: won }));
}
