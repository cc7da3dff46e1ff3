import { notFound } from '../platform/errors.js';
import type { CustomField } from '../departments/custom-fields.queries.js';

export const LISTS = ['departments', 'pitches', 'contacts', 'tasks', 'activities'] as const;
export type ListName = (typeof LISTS)[number];

/** The list of a name, or 404. */
export function listNamed(name: string): ListName {
  const known = LISTS.find((one) => one === name);
  if (!known) throw notFound('list');
  return known;
}

export interface Choice {
  value: string;
  label: string;
}

/** Puts a value among the parameters of the question and returns its placeholder. */
export type Bind = (value: unknown) => string;

/**
 * What a list is ordered by: an expression that is never null, one for each direction, so that unknown comes last in both and
 * a cursor can be compared. Write it as its index has it.
 */
export interface SortKey {
  asc: string;
  desc: string;
  /** The expressions' SQL type. */
  cast: 'text' | 'integer' | 'date' | 'timestamptz' | 'double precision';
}

/**
 * SQL of a condition; as two, one for each half of the rows, where the whole has no index. A row meets one of them at most.
 */
export type Condition = string | [string, string];

/** How a cell is drawn and written. */
export type CellKind =
  | 'title'
  | 'text'
  | 'muted'
  | 'code'
  | 'number'
  | 'warn-days'
  | 'day'
  | 'instant'
  | 'url'
  | 'email'
  | 'next-step'
  | 'standing'
  | { life: string }
  | { words: Record<string, string> };

export interface ListColumn {
  key: string;
  label: string;
  /**
   * SQL of the value. A `title` answers jsonb { text, href, note? or city, county, state, kind }, a `next-step` { text, day },
   * a `standing` { life, state }.
   */
  sql: string;
  kind: CellKind;
  /** Joins the SQL needs, by name. */
  joins?: string[];
  sort?: SortKey;
  /** Shown unless the address says otherwise. */
  shown?: boolean;
}

interface FilterBase {
  key: string;
  label: string;
  /** Stands in the row of filters; the others are folded away until used. */
  near?: boolean;
  joins?: string[];
}

/** One or several of a list of choices; several are written with commas. */
export interface ChoiceFilter extends FilterBase {
  kind: 'choice';
  any: string;
  choices: Choice[];
  where(values: string[], bind: Bind): Condition;
}

/** `key.min` and `key.max`. */
export interface NumberFilter extends FilterBase {
  kind: 'numbers';
  where(range: { min?: number; max?: number }, bind: Bind): string;
}

/** `key.from` and `key.to`, days. */
export interface DayFilter extends FilterBase {
  kind: 'days';
  where(range: { from?: string; to?: string }, bind: Bind): string;
}

export interface TextFilter extends FilterBase {
  kind: 'text';
  where(text: string, bind: Bind): string;
}

export type ListFilter = ChoiceFilter | NumberFilter | DayFilter | TextFilter;

export interface ListJoin {
  sql: string;
  /** Joins this one needs, by name. */
  needs?: string[];
  /** The same in two halves that find every row once between them, where each half has indexes and the whole has none. */
  halves?: [string, string];
}

/** One list, written down once: the page, the file, the API and the bulk change all read it from here. */
export interface ListDefinition {
  name: ListName;
  title: string;
  /** Where its page is. */
  path: string;
  /** What one row and many are called. */
  noun: [one: string, many: string];
  /** `department d`; its id is what rows are known by. */
  from: string;
  alias: string;
  /** SQL of the department a row belongs to. */
  departmentId: string;
  /** What is never on the list. */
  where: string;
  /** Joins by name, in the order they are written. */
  joins: Record<string, ListJoin>;
  columns: ListColumn[];
  filters: ListFilter[];
  /** Sort when the address names none, such as `name` or `-lastTouch`. */
  sort: string;
  /** Whether `q` looks for departments. */
  searched: boolean;
}

/** What a definition is made for: who looks, when, and which choices there are. */
export interface ListContext {
  /** Today, in the vendor's zone. */
  today: string;
  /** The instant, ISO 8601. */
  now: string;
  personId: string | null;
  owners: Choice[];
  fields: CustomField[];
}

const LAST = 'chr(1114111)';

export const textKey = (sql: string): SortKey => ({
  asc: `coalesce(lower(${sql}), ${LAST})`,
  desc: `coalesce(lower(${sql}), '')`,
  cast: 'text',
});

export const plainKey = (sql: string, cast: SortKey['cast']): SortKey => ({ asc: sql, desc: sql, cast });

export const numberKey = (sql: string): SortKey => ({
  asc: `coalesce(${sql}, 2147483647)`,
  desc: `coalesce(${sql}, -1)`,
  cast: 'integer',
});

export const dayKey = (sql: string): SortKey => ({
  asc: `coalesce(${sql}, 'infinity'::date)`,
  desc: `coalesce(${sql}, '-infinity'::date)`,
  cast: 'date',
});

/** `= $1` for one value, so that an index on it keeps its order, else `= any ($1)`. */
export function oneOf(sql: string, values: string[], bind: Bind, cast = 'text'): string {
  if (values.length === 1) return `${sql} = ${bind(values[0])}::${cast}`;
  return `${sql} = any (${bind(values)}::${cast}[])`;
}

export function between(
  sql: string,
  from: unknown,
  to: unknown,
  bind: Bind,
  cast: 'integer' | 'date' | 'double precision',
): string {
  const parts: string[] = [];
  if (from !== undefined) parts.push(`${sql} >= ${bind(from)}::${cast}`);
  if (to !== undefined) parts.push(`${sql} <= ${bind(to)}::${cast}`);
  return parts.join(' and ');
}
