import { type Cell, toCsv } from '../platform/web/csv.js';
import { type Disposition, DISPOSITIONS } from './dispositions.js';
import type { MonthRow } from './pace/pace.queries.js';

const MONTH = new Intl.DateTimeFormat('en-US', { month: 'short', year: 'numeric', timeZone: 'UTC' });

/** Months as the page draws them, and as the table under the drawing tells them, the latest first. */
export interface History {
  columns: { label: string; parts: { kind: string; name: string; value: number }[] }[];
  rows: {
    label: string;
    qualifying: number;
    others: number;
    reasons: { disposition: Disposition; count: number }[];
  }[];
  qualifying: number;
}

/** The year stands under the first month and under each January only, so that labels stay short. */
export function historyOf(months: readonly MonthRow[]): History | null {
  if (months.length === 0) return null;
  const rows = months.map(({ month, qualifying, disqualified }) => {
    const reasons = Object.entries(disqualified).map(([disposition, count]) => ({
      disposition: disposition as Disposition,
      count,
    }));
    const label = MONTH.format(new Date(`${month}-15T00:00:00Z`));
    return { month, label, qualifying, others: reasons.reduce((sum, { count }) => sum + count, 0), reasons };
  });
  return {
    columns: rows.map(({ month, label, qualifying, others }, at) => ({
      label: at === 0 || month.endsWith('-01') ? label : (label.split(' ')[0] ?? label),
      parts: [
        { kind: 'accent', name: 'counted', value: qualifying },
        { kind: 'pale', name: 'not counted', value: others },
      ],
    })),
    rows: [...rows].reverse(),
    qualifying: rows.reduce((sum, row) => sum + row.qualifying, 0),
  };
}

/** The same for a spreadsheet, the first month first, with a column for each reason not to count. */
export function historyCsv(months: readonly MonthRow[]): string {
  const reasons = DISPOSITIONS.filter((disposition) => disposition !== 'qualifying');
  const cells = ({ month, qualifying, disqualified }: MonthRow): Cell[] => [
    month,
    qualifying,
    ...reasons.map((reason) => disqualified[reason] ?? 0),
  ];
  return toCsv(['month', 'qualifying', ...reasons], months.map(cells));
}
