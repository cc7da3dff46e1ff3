import { DomainError } from '../platform/errors.js';
import { isLocalDate } from '../platform/local-time.js';
import type { ListColumn, ListDefinition, ListFilter } from './list-definition.js';

export interface Sorting {
  key: string;
  descending: boolean;
}

/** What an address asks of a list. `filters` holds its parameters as they were written, checked. */
export interface ListState {
  q: string;
  filters: Record<string, string>;
  sort: Sorting[];
  /** Keys of the columns in their order; the list's own when the address names none. */
  columns: string[];
  /** Whether the address names columns. */
  chosen: boolean;
}

export interface ReadList {
  state: ListState;
  /** Parameters that say nothing this list understands. */
  faults: string[];
}

type Query = Record<string, unknown>;

/** More keys than this order nothing anybody can see. */
export const MOST_KEYS = 3;
const LONGEST_QUERY = 200;
/** Parameters that are not the list's: paging, the name of a saved view, the form of the answer. */
const NOT_OURS = ['cursor', 'limit', 'view', 'format', 'bom', 'subject', 'all', 'id'];

/**
 * Reads a list's address. What it does not understand is left out and named in `faults`: a page passes over it, programs and
 * saved views are refused with it.
 */
export function readList(definition: ListDefinition, query: Query): ReadList {
  const faults: string[] = [];
  const left = new Map<string, string>();
  for (const [name, value] of Object.entries(query)) {
    const text = (Array.isArray(value) ? value.filter(Boolean).join(',') : String(value ?? '')).trim();
    if (text !== '' && !NOT_OURS.includes(name)) left.set(name, text);
  }
  const take = (name: string): string => {
    const text = left.get(name) ?? '';
    left.delete(name);
    return text;
  };
  const q = definition.searched ? take('q').slice(0, LONGEST_QUERY).trim() : '';
  const sort = readSort(definition, take('sort'), faults);
  const asked = take('columns');
  const columns = asked ? readColumns(definition, asked, faults) : [];
  const filters: Record<string, string> = {};
  for (const filter of definition.filters) {
    for (const name of parametersOf(filter)) {
      const text = take(name);
      if (text === '') continue;
      const read = readParameter(filter, text);
      if (read === null) faults.push(name);
      // A list of nothing but commas names no choice, as an empty one does.
      else if (read !== '') filters[name] = read;
    }
  }
  faults.push(...left.keys());
  const usual = usualColumns(definition);
  const chosen = columns.length > 0 && columns.join() !== usual.join();
  return { state: { q, filters, sort, columns: chosen ? columns : usual, chosen }, faults };
}

/** The same, refusing what is not understood (400 `list_query_invalid`), for programs and for what is to be kept. */
export function readListStrictly(definition: ListDefinition, query: Query): ListState {
  const { state, faults } = readList(definition, query);
  if (faults.length === 0) return state;
  throw new DomainError(
    'malformed',
    'list_query_invalid',
    'The list has no such column, sort or filter, or the filter cannot have this value. See what it offers in its description.',
    {
      errors: faults.map((field) => ({
        field: isName(field) ? field : 'query',
        message: 'is not understood here',
      })),
    },
  );
}

/** The address of a list in its one spelling, without the question mark; '' is the list as it usually is. */
export function queryOf(
  definition: ListDefinition,
  state: ListState,
  more: Record<string, string> = {},
): string {
  const pairs: [string, string][] = [];
  if (state.q) pairs.push(['q', state.q]);
  for (const filter of definition.filters)
    for (const name of parametersOf(filter)) {
      const value = state.filters[name];
      if (value !== undefined) pairs.push([name, value]);
    }
  if (state.sort.length > 0) pairs.push(['sort', sortText(state.sort)]);
  if (state.chosen) pairs.push(['columns', state.columns.join(',')]);
  pairs.push(...Object.entries(more));
  // Commas and colons mean nothing in a query; left as they are, an address can be read.
  return new URLSearchParams(pairs).toString().replaceAll('%2C', ',');
}

export function sortText(sort: Sorting[]): string {
  return sort.map(({ key, descending }) => `${descending ? '-' : ''}${key}`).join(',');
}

/** The order a list is in: the one asked for, else its own. */
export function sortOf(definition: ListDefinition, state: ListState): Sorting[] {
  return state.sort.length > 0 ? state.sort : readSort(definition, definition.sort, []);
}

/** The order after a click on a column's head: by it first, turned round when it was first already, then as before. */
export function sortedBy(current: Sorting[], key: string, firstDescending: boolean): Sorting[] {
  const first = current[0];
  const descending = first?.key === key ? !first.descending : firstDescending;
  return [{ key, descending }, ...current.filter((one) => one.key !== key)].slice(0, MOST_KEYS);
}

/** The parameters a filter reads. */
export function parametersOf(filter: ListFilter): string[] {
  if (filter.kind === 'numbers') return [`${filter.key}.min`, `${filter.key}.max`];
  if (filter.kind === 'days') return [`${filter.key}.from`, `${filter.key}.to`];
  return [filter.key];
}

export function columnOf(definition: ListDefinition, key: string): ListColumn {
  const column = definition.columns.find((one) => one.key === key);
  if (!column) throw new Error(`${definition.name} has no column ${key}`);
  return column;
}

function usualColumns(definition: ListDefinition): string[] {
  return definition.columns.filter((column) => column.shown).map(({ key }) => key);
}

function readSort(definition: ListDefinition, text: string, faults: string[]): Sorting[] {
  const sort: Sorting[] = [];
  for (const part of text.split(',').filter(Boolean)) {
    const key = part.replace(/^-/, '');
    if (sort.some((one) => one.key === key)) continue;
    if (definition.columns.some((column) => column.key === key && column.sort))
      sort.push({ key, descending: part.startsWith('-') });
    else faults.push('sort');
  }
  return sort.slice(0, MOST_KEYS);
}

/** The first column names the row, so it always stands. */
function readColumns(definition: ListDefinition, text: string, faults: string[]): string[] {
  const first = definition.columns[0] as ListColumn;
  const keys = [...new Set([first.key, ...text.split(',').filter(Boolean)])];
  const known = keys.filter((key) => definition.columns.some((column) => column.key === key));
  if (known.length < keys.length) faults.push('columns');
  return known;
}

/** The value in its one spelling, or null when the filter cannot have it. */
function readParameter(filter: ListFilter, text: string): string | null {
  switch (filter.kind) {
    case 'choice': {
      const values = [...new Set(text.split(',').filter(Boolean))];
      return values.every((value) => filter.choices.some((choice) => choice.value === value))
        ? values.join(',')
        : null;
    }
    case 'numbers':
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(text) ? String(Number(text)) : null;
    case 'days':
      return isLocalDate(text) ? text : null;
    case 'text':
      return text.slice(0, LONGEST_QUERY).trim();
  }
}

function isName(text: string): boolean {
  return /^[\w.]{1,60}$/.test(text);
}
