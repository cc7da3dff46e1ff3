import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | null;

/**
 * Rows as CSV (RFC 4180, LF, header first). A cell that a spreadsheet would take for a formula (= + - @ tab) begins
 * with an apostrophe and so stays text; an absent value is an empty cell.
 */
export function toCsv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return stringify([columns, ...rows.map((row) => row.map(spreadsheetSafe))] as Cell[][]);
}

/** A cell no spreadsheet takes for a formula. */
export function spreadsheetSafe(cell: Cell): Cell {
  return typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}
