import type { Tx } from '../platform/database/tx.js';
import type { CustomField } from './custom-fields.js';

/** What a list can be of; each kind is taken in by the room its rows belong to. */
export const IMPORT_KINDS = ['departments', 'contacts', 'pitches', 'activities'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Something a column of a list may say. */
export interface ListField {
  key: string;
  label: string;
  hint?: string;
  /** Names the column goes by in lists we know, lower case with underscores. */
  headers: string[];
  /** Its cells are days; their order is found out over the whole column. */
  day?: true;
  /** Of a field the vendor added: what it holds, and since when it is there. */
  custom?: CustomField;
  addedAt?: Date;
}

/** The cells of one row by field, cleaned; a day as `YYYY-MM-DD`, or null when the cell is empty. `day` throws a RowFlag. */
export interface Cells {
  text(field: string): string;
  day(field: string): string | null;
}

/** Why a row is left out. */
export class RowFlag extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What a row says of the department it belongs to. */
export interface Place {
  ori: string | null;
  name: string | null;
  state: string | null;
  county: string | null;
}

export type Value = string | number | null | { [key: string]: string | number };
export type Values = Record<string, Value>;

/** A row as it was read: where it belongs, and what it says. */
export interface ReadRow {
  place: Place;
  values: Values;
}

/** How its department was found. */
export type FoundBy = 'ori' | 'name' | 'person' | 'new';

/** A row whose department is known; `targetId` is the id it gets if it has to be created. */
export interface PlacedRow {
  line: number;
  departmentId: string;
  foundBy: FoundBy;
  targetId: string;
  values: Values;
}

/** What a row does, or did: `targetId` is the row it created or belongs to; before and after are of the fields it changes. */
export interface RowOutcome {
  line: number;
  outcome: 'created' | 'updated' | 'unchanged' | 'flagged';
  targetId: string;
  code?: string;
  message?: string;
  before?: object;
  after?: object;
}

/** A row that was written, to be taken back. */
export interface WrittenRow {
  line: number;
  outcome: 'created' | 'updated';
  targetId: string;
  values: Values;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** A row taken back whole, or what of it stays and why. */
export interface RowUndone {
  line: number;
  kept: { code: string; message: string } | null;
}

/** Whose import it is; on the record as the one who wrote. */
export interface ImportSource {
  importId: string;
  byId: string | null;
  byName: string;
}

/** Rows that wait in the database: a query for `id` and `values` (jsonb), with the parameters it names from $1. */
export interface StoredRows {
  sql: string;
  params: unknown[];
}

/**
 * How a room takes in the rows of a list, many at a time: each method is a handful of statements however many rows there are.
 * The caller keeps the rows of one import apart and calls inside its transaction.
 */
export interface Intake {
  readonly kind: ImportKind;
  /** What a column of such a list may say: the product's own fields first, then those of the vendor that are in use. */
  fieldsIn(tx: Tx): Promise<readonly ListField[]>;
  /** Reads one row; `fields` are those that come from some column. Throws RowFlag for a row that has to be left out. */
  read(cells: Cells, fields: readonly ListField[]): ReadRow;
  /** Once every row has been read, for what follows from the neighbours. */
  complete?(rows: ReadRow[]): void;
  /** What may not stand twice in one list. */
  identity(row: PlacedRow): string;
  /** What writing would do. */
  compare(tx: Tx, rows: PlacedRow[]): Promise<RowOutcome[]>;
  /** Writes the rows. A list changes only what nobody changed since the last one. */
  write(tx: Tx, rows: PlacedRow[], source: ImportSource): Promise<RowOutcome[]>;
  /**
   * Creates what rows say that make something new, from where they wait, without a way through this process. Returns how many were
   * made; what is there already is passed over, for `write`.
   */
  createStored?(tx: Tx, rows: StoredRows): Promise<number>;
  /** Takes written rows back: what nothing points to goes, a field goes back where it still holds what was written. */
  undo(tx: Tx, rows: WrittenRow[], source: ImportSource): Promise<RowUndone[]>;
}
