import { createHash } from 'node:crypto';
import { cleanText } from '../departments/department-matching.service.js';
import type { Cells, ImportKind, ListField } from '../departments/intake.dto.js';
import { RowFlag } from '../departments/intake.dto.js';
import { type DayOrder, detectDayOrder, readDay } from './day-format.js';
import { columnsMissing, mappingInvalid } from './imports.errors.js';

/** Our fields, each with the column of the file it is read from. */
export type Mapping = Record<string, string>;

/** What must come from some column: all of a group's fields, in at least one of the groups. */
const REQUIRED: Record<ImportKind, string[][]> = {
  departments: [['name', 'state']],
  contacts: [['ori'], ['department', 'state']],
  pitches: [['ori'], ['department', 'state']],
  activities: [['ori'], ['department', 'state']],
};

/** What other systems write for "nothing". */
const NOTHING = new Set(['#n/a', 'n/a', 'na', 'null', 'none', '-', '--', '#ref!', '#value!']);

/** A column's name as it is compared: lower case, blanks and hyphens as underscores. */
export function columnKey(name: string): string {
  return cleanText(name).toLowerCase().replace(/[ -]+/g, '_');
}

/** What tells a set of columns from others, whatever their order. */
export function headerKey(header: string[]): string {
  const names = header.map(columnKey).sort();
  return createHash('sha256').update(JSON.stringify(names)).digest('hex');
}

/** Finds each field's column by the names lists are known to use. The earlier name of a field goes first. */
export function suggestMapping(fields: readonly ListField[], header: string[]): Mapping {
  const names = header.map(columnKey);
  const mapping: Mapping = {};
  const taken = new Set<number>();
  for (const field of fields) {
    for (const known of [...field.headers, columnKey(field.label)]) {
      const index = names.findIndex((name, at) => name === known && !taken.has(at));
      if (index < 0) continue;
      taken.add(index);
      mapping[field.key] = header[index] ?? '';
      break;
    }
  }
  return mapping;
}

/** The order of the days in the mapped columns; undefined when none is mapped. */
export function dayOrderOf(
  fields: readonly ListField[],
  { header, rows }: { header: string[]; rows: readonly { cells: string[] }[] },
  mapping: Mapping,
): DayOrder | undefined {
  const at = positions(header, mapping);
  const days = fields.filter(({ key, day }) => day && at.has(key));
  if (days.length === 0) return undefined;
  const cells = days.flatMap(({ key }) => rows.map((row) => (row.cells[at.get(key) ?? -1] ?? '').trim()));
  return detectDayOrder(cells);
}

/** What of a mapping names fields there are. */
export function mappingWithin(fields: readonly ListField[], mapping: Mapping): Mapping {
  const keys = new Set(fields.map(({ key }) => key));
  return Object.fromEntries(Object.entries(mapping).filter(([field]) => keys.has(field)));
}

/** Fields that have to be read from some column and are not. */
export function missingFields(kind: ImportKind, mapping: Mapping, oriRequired = false): string[] {
  const groups = oriRequired ? [['ori', 'name', 'state']] : REQUIRED[kind];
  const missing = groups.map((group) => group.filter((field) => mapping[field] === undefined));
  return missing.some((group) => group.length === 0) ? [] : (missing.at(-1) ?? []);
}

/** Where each mapped field stands in the rows. Throws `columns_missing` for a column the file does not have. */
export function positions(header: string[], mapping: Mapping): Map<string, number> {
  const names = header.map(columnKey);
  const absent: string[] = [];
  const found = new Map<string, number>();
  for (const [field, column] of Object.entries(mapping)) {
    const index = names.indexOf(columnKey(column));
    if (index < 0) absent.push(field);
    else found.set(field, index);
  }
  if (absent.length > 0) throw columnsMissing(absent);
  return found;
}

/** The cells of one row by field. */
export function cellsOf(row: string[], at: Map<string, number>, order: DayOrder): Cells {
  const text = (field: string): string => {
    const cell = cleanText(row[at.get(field) ?? -1] ?? '');
    return cell.length <= 7 && NOTHING.has(cell.toLowerCase()) ? '' : cell;
  };
  return {
    text,
    day: (field) => {
      const cell = text(field);
      if (cell === '') return null;
      const day = readDay(cell, order);
      if (!day)
        throw new RowFlag(
          'date_unreadable',
          `“${cell.slice(0, 40)}” is not a day in the order of this list.`,
        );
      return day;
    },
  };
}

/** Reads the optional `mapping` of a request: JSON of our field names to the file's column names. */
export function parseMapping(json: string | undefined, fields: readonly ListField[]): Mapping | undefined {
  if (json === undefined || json.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw mappingInvalid('The mapping is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw mappingInvalid('The mapping is an object of field names to column names.');
  }
  const mapping: Mapping = {};
  for (const [field, column] of Object.entries(value)) {
    if (!fields.some(({ key }) => key === field)) {
      throw mappingInvalid(`A mapping may name ${fields.map(({ key }) => key).join(', ')}, nothing else.`);
    }
    if (typeof column !== 'string') throw mappingInvalid('Each column of the mapping is a text.');
    mapping[field] = column;
  }
  return mapping;
}
