import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import type { Asked } from './pipeline-reports.js';
import { axisLabels, quarterEnds, unitLabel } from './report-period.js';
import { column, type ReportTable } from './report-table.js';
import { ReportsQueries } from './reports.queries.js';

/** States in which a device counts neither as given nor as promised. */
const NOT_KEPT = ['declined', 'returned', 'voided'];
const QUARTERS = 8;
const LONGEST_SHOWN = 12;
const DAY = new Intl.DateTimeFormat('en-US', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** What came of partnerships: where they are, what they brought, what was given, and what the public was not told. */
@Injectable()
export class PartnerReports {
  constructor(private readonly queries: ReportsQueries) {}

  /** Partnerships that ran at the end of each quarter, by state: the last eight of the days asked for. */
  async map(tx: Tx, asked: Asked) {
    const ends = quarterEnds(asked.from, asked.to, QUARTERS);
    const counted = await this.queries.partnersAt(tx, ends);
    const states = [...new Set(counted.map(({ state }) => state))].sort();
    const at = (day: string) => counted.filter((row) => row.day === day);
    return {
      maps: ends.map((day, index) => ({
        label:
          index === ends.length - 1 ? DAY.format(new Date(`${day}T00:00:00Z`)) : unitLabel(day, 'quarter'),
        total: at(day).reduce((sum, { count }) => sum + count, 0),
        tiles: at(day).map(({ state, count }) => ({ state, count })),
      })),
      any: counted.length > 0,
      table: {
        columns: [
          column('state', 'State', 'text'),
          ...ends.map((day) => column(`on_${day}`, DAY.format(new Date(`${day}T00:00:00Z`)))),
        ],
        rows: states.map((state) => [
          state,
          ...ends.map((day) => at(day).find((row) => row.state === state)?.count ?? 0),
        ]),
      } satisfies ReportTable,
    };
  }

  /** Qualifying downloads by month. */
  async downloads(tx: Tx, asked: Asked) {
    const months = await this.queries.downloadsByMonth(tx, asked.from, asked.to);
    const labels = axisLabels(
      months.map(({ month }) => `${month}-01`),
      'month',
    );
    return {
      columns: months.map(({ count }, index) => ({
        label: labels[index] ?? '',
        parts: [{ kind: index === months.length - 1 ? 'accent' : 'plain', name: 'qualifying', value: count }],
      })),
      total: months.reduce((sum, row) => sum + row.count, 0),
      table: {
        columns: [column('month', 'Month', 'text'), column('qualifying', 'Qualifying')],
        rows: months.map(({ month, count }) => [month, count]),
      } satisfies ReportTable,
    };
  }

  /** Partnerships that run today and were not announced, the longest silence first. */
  async undisclosed(tx: Tx) {
    const silent = await this.queries.undisclosed(tx);
    return {
      total: silent.length,
      medianDays: silent[Math.floor(silent.length / 2)]?.days ?? 0,
      bars: silent
        .slice(0, LONGEST_SHOWN)
        .map(({ departmentName, days }) => ({ label: departmentName, value: days, warn: true })),
      table: {
        columns: [column('department', 'Department', 'text'), column('undisclosed_days', 'Undisclosed days')],
        rows: silent.map(({ departmentName, days }) => [departmentName, days]),
      } satisfies ReportTable,
    };
  }

  /** Devices earned in the days, by the state they are in now. */
  async gifts(tx: Tx, asked: Asked) {
    const gifts = await this.queries.gifts(tx, asked.from, asked.to);
    return {
      gifts,
      cents: gifts
        .filter(({ state }) => !NOT_KEPT.includes(state))
        .reduce((sum, { cents }) => sum + cents, 0),
      table: {
        columns: [
          column('state', 'State', 'reward'),
          column('devices', 'Devices'),
          column('fmv_cents', 'FMV', 'money'),
        ],
        rows: gifts.map(({ state, count, cents }) => [state, count, cents]),
      } satisfies ReportTable,
    };
  }
}
