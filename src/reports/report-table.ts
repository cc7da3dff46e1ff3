import type { Cell } from '../platform/web/csv.js';

/** How a column is shown; the CSV has the plain values (shares from 0 to 1, money in cents). */
export type ColumnKind = 'text' | 'stage' | 'reward' | 'number' | 'share' | 'money';

export interface Column {
  /** Its name in the CSV. */
  key: string;
  label: string;
  kind: ColumnKind;
}

/** The numbers under a drawing, for readers, for spreadsheets and for those who do not see it. */
export interface ReportTable {
  columns: Column[];
  rows: Cell[][];
}

/** A column as `key label kind`. */
export function column(key: string, label: string, kind: ColumnKind = 'number'): Column {
  return { key, label, kind };
}

/** The same with each cell beside its kind, as the template wants it; figures stand to the right. */
export function shownTable({ columns, rows }: ReportTable): {
  columns: { label: string; figure: boolean }[];
  rows: { kind: ColumnKind; figure: boolean; value: Cell }[][];
} {
  const kinds = columns.map(({ kind }) => ({ kind, figure: !['text', 'stage', 'reward'].includes(kind) }));
  return {
    columns: columns.map(({ label }, at) => ({ label, figure: kinds[at]?.figure ?? false })),
    rows: rows.map((row) => row.map((value, at) => ({ kind: 'text', figure: false, ...kinds[at], value }))),
  };
}
