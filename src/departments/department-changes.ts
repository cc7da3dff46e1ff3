import { changesBy, type ListedColumn } from '../platform/database/said-by-a-list.js';
import { normaliseName } from './department-name.js';
import type { SaidDepartment } from './department-row.js';
import type { FoundBy } from './intake.dto.js';

/** Fields a list writes one by one; the name and the zone bring others along. */
const PLAIN: ListedColumn[] = [
  { column: 'name', type: 'text' },
  { column: 'kind', type: 'text' },
  { column: 'city', type: 'text' },
  { column: 'county', type: 'text' },
  { column: 'state', type: 'text' },
  { column: 'latitude', type: 'double precision' },
  { column: 'longitude', type: 'double precision' },
  { column: 'population_served', type: 'integer' },
  { column: 'sworn_officers', type: 'integer' },
  { column: 'website', type: 'text' },
];

/** Every column a list may change. */
export const LISTED_COLUMNS: ListedColumn[] = [
  ...PLAIN,
  { column: 'ori', type: 'text' },
  { column: 'search_name', type: 'text' },
  { column: 'time_zone', type: 'text' },
  { column: 'time_zone_source', type: 'text' },
];

/** A row that was found by its name and place says nothing new of these. */
const FOUND_BY = ['name', 'county', 'state'];

export interface PresentDepartment extends Record<string, unknown> {
  id: string;
  ori: string | null;
  name: string;
  county: string | null;
  time_zone: string;
  time_zone_source: string;
  imported: Record<string, unknown> | null;
}

/**
 * What a row of a list changes of its department. An ORI is only ever filled in; an assumed zone never replaces one; and a row
 * found by name (or by a person's choice) keeps the name it was found by.
 */
export function departmentChanges(
  said: SaidDepartment,
  present: PresentDepartment,
  foundBy: FoundBy,
): Record<string, unknown> {
  const columns =
    foundBy === 'ori'
      ? PLAIN
      : PLAIN.filter(({ column }) => !FOUND_BY.includes(column) || present[column] === null);
  const changes = changesBy(said, present, present.imported, columns);
  if (said.ori !== null && present.ori === null) changes['ori'] = said.ori;
  if (changes['name'] !== undefined) changes['search_name'] = normaliseName(said.name);
  if (zoneChanges(said, present)) {
    changes['time_zone'] = said.time_zone;
    changes['time_zone_source'] = said.time_zone_source;
  }
  return changes;
}

function zoneChanges(said: SaidDepartment, present: PresentDepartment): boolean {
  if (said.time_zone_source !== 'exact') return false;
  if (present.time_zone === said.time_zone && present.time_zone_source === 'exact') return false;
  const { imported } = present;
  if (imported === null) return present.time_zone_source === 'assumed';
  return (
    present.time_zone === imported['time_zone'] && present.time_zone_source === imported['time_zone_source']
  );
}
