import { cleanText, normaliseName, slugBase } from './department-name.js';
import { type DepartmentKind, kindOfAgencyType } from './department-kinds.js';
import { columnsMissing, mappingInvalid } from './departments.errors.js';
import { parseOri } from './ori.js';
import { parseState } from './states.js';
import { CountyZones, exactZone, zoneOfPlace, type ZoneSource } from './zone-of-place.js';
import type { CsvRow } from './csv-rows.js';

/** What a list can tell us about a department; each comes from one column. */
export const LIST_FIELDS = ['ori', 'name', 'type', 'county', 'state', 'latitude', 'longitude'] as const;
export type ListField = (typeof LIST_FIELDS)[number];
export type Mapping = Partial<Record<ListField, string>>;

const REQUIRED: ListField[] = ['ori', 'name', 'state'];

/** Names columns go by in lists we know (the FBI's agency list among them), in our spelling of a header. */
const KNOWN_HEADERS: Record<ListField, string[]> = {
  ori: ['ori', 'ori9', 'agency_ori'],
  name: ['agency_name', 'name', 'department', 'agency', 'pub_agency_name'],
  type: ['agency_type_name', 'kind', 'type', 'agency_type', 'lea_type'],
  county: ['primary_county', 'county', 'county_name'],
  state: ['state', 'state_abbr', 'state_postal_abbr'],
  latitude: ['icpsr_lat', 'latitude', 'lat'],
  longitude: ['icpsr_lng', 'longitude', 'lng', 'lon'],
};

/** A row of a list, ready to become a department. */
export interface ListedDepartment {
  line: number;
  ori: string;
  name: string;
  kind: DepartmentKind;
  county: string | null;
  state: string;
  latitude: number | null;
  longitude: number | null;
  timeZone: string;
  timeZoneSource: ZoneSource;
  searchName: string;
  slugBase: string;
}

/** A row that was left out, and why. */
export interface FlaggedRow {
  line: number;
  code: 'name_missing' | 'ori_missing' | 'ori_invalid' | 'state_invalid' | 'ori_repeated';
  message: string;
}

export interface AgencyList {
  rows: number;
  listed: ListedDepartment[];
  flagged: FlaggedRow[];
  /** The columns that were used, as the file names them. */
  mapping: Mapping;
}

/**
 * Reads an agency list: cleans names, maps kinds, sets time zones (exact from coordinates, else assumed), and flags each
 * row that cannot become a department. Throws when the file is not CSV or lacks the columns for ORI, name and state.
 */
export async function readAgencyList(rows: AsyncIterable<CsvRow>, wanted?: Mapping): Promise<AgencyList> {
  let columns: Map<ListField, number> | undefined;
  let mapping: Mapping = {};
  const listed: ListedDepartment[] = [];
  const flagged: FlaggedRow[] = [];
  const firstLineOf = new Map<string, number>();
  const counties = new CountyZones();
  let count = 0;
  for await (const { line, cells } of rows) {
    if (!columns) {
      ({ columns, mapping } = matchColumns(cells, wanted));
      continue;
    }
    count++;
    const at = columns;
    const cell = (field: ListField) => cleanText(cells[at.get(field) ?? -1] ?? '');
    const read = readRow(line, cell);
    if ('code' in read) {
      flagged.push(read);
      continue;
    }
    const first = firstLineOf.get(read.ori);
    if (first !== undefined) {
      flagged.push({
        line,
        code: 'ori_repeated',
        message: `The same ORI stands on line ${first}; that one was taken.`,
      });
      continue;
    }
    firstLineOf.set(read.ori, line);
    if (read.timeZoneSource === 'exact') counties.add(read, read.timeZone);
    listed.push(read);
  }
  // Only now are all neighbours known.
  for (const row of listed) {
    if (row.timeZoneSource === 'exact') continue;
    row.timeZone = zoneOfPlace(row, counties).timeZone;
  }
  return { rows: count, listed, flagged, mapping };
}

function readRow(line: number, cell: (field: ListField) => string): ListedDepartment | FlaggedRow {
  const name = cell('name');
  if (name === '')
    return { line, code: 'name_missing', message: 'The row has no name. Add one and import it again.' };
  if (cell('ori') === '')
    return { line, code: 'ori_missing', message: 'The row has no ORI, so it cannot be told from others.' };
  const ori = parseOri(cell('ori'));
  if (!ori) return { line, code: 'ori_invalid', message: 'The ORI is not nine of A-Z and 0-9.' };
  const state = parseState(cell('state'));
  if (!state)
    return { line, code: 'state_invalid', message: 'The state is not a postal code or a state’s name.' };
  const latitude = coordinate(cell('latitude'));
  const longitude = coordinate(cell('longitude'));
  const place = { state, county: cell('county') || null, latitude, longitude };
  const exact = exactZone(place);
  return {
    line,
    ori,
    name,
    kind: kindOfAgencyType(cell('type')) ?? 'other',
    ...place,
    timeZone: exact ?? '',
    timeZoneSource: exact ? 'exact' : 'assumed',
    searchName: normaliseName(name),
    slugBase: slugBase(name, state),
  };
}

/** A cell that is not a number is no coordinate; the row is still good. */
function coordinate(text: string): number | null {
  if (text === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function matchColumns(
  header: string[],
  wanted?: Mapping,
): { columns: Map<ListField, number>; mapping: Mapping } {
  const names = header.map((name) => cleanText(name).toLowerCase().replace(/[ -]/g, '_'));
  const columns = new Map<ListField, number>();
  const mapping: Mapping = {};
  for (const field of LIST_FIELDS) {
    const asked = wanted?.[field];
    const known =
      asked === undefined ? KNOWN_HEADERS[field] : [asked.toLowerCase().trim().replace(/[ -]/g, '_')];
    const index = names.findIndex((name) => known.includes(name));
    if (index >= 0) {
      columns.set(field, index);
      mapping[field] = header[index] ?? '';
    } else if (asked !== undefined) {
      throw columnsMissing([field]);
    }
  }
  const missing = REQUIRED.filter((field) => !columns.has(field));
  if (missing.length > 0) throw columnsMissing(missing);
  return { columns, mapping };
}

/** Reads the optional `mapping` of a request: JSON of our field names to the file's column names. */
export function parseMapping(json: string | undefined): Mapping | undefined {
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
    const known = LIST_FIELDS.find((name) => name === field);
    if (!known) throw mappingInvalid(`A mapping may name ${LIST_FIELDS.join(', ')}, nothing else.`);
    if (typeof column !== 'string') throw mappingInvalid('Each column of the mapping is a text.');
    mapping[known] = column;
  }
  return mapping;
}
