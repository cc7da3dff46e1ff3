import { type DepartmentKind, kindOfAgencyType } from './department-kinds.js';
import { normaliseName, slugBase } from './department-name.js';
import { type Cells, type ListField, type ReadRow, RowFlag, type Values } from './intake.dto.js';
import { oriOf, stateOf } from './place-of-row.js';
import { CountyZones, exactZone, zoneOfPlace } from './zone-of-place.js';

/** What a list can tell about a department; each comes from one column. */
export const DEPARTMENT_FIELDS: ListField[] = [
  { key: 'ori', label: 'ORI', headers: ['ori', 'ori9', 'agency_ori'] },
  {
    key: 'name',
    label: 'Name',
    headers: [
      'agency_name',
      'name',
      'department',
      'agency',
      'pub_agency_name',
      'department_name',
      'company_name',
    ],
  },
  { key: 'type', label: 'Kind', headers: ['agency_type_name', 'kind', 'type', 'agency_type', 'lea_type'] },
  { key: 'city', label: 'City', headers: ['city', 'town', 'municipality'] },
  { key: 'county', label: 'County', headers: ['primary_county', 'county', 'county_name'] },
  {
    key: 'state',
    label: 'State',
    headers: ['state', 'st', 'state_abbr', 'state_postal_abbr', 'state/region'],
  },
  { key: 'latitude', label: 'Latitude', headers: ['icpsr_lat', 'latitude', 'lat'] },
  { key: 'longitude', label: 'Longitude', headers: ['icpsr_lng', 'longitude', 'lng', 'lon'] },
  { key: 'population', label: 'Population served', headers: ['population', 'population_served'] },
  { key: 'officers', label: 'Sworn officers', headers: ['sworn_officers', 'officers', 'sworn'] },
  { key: 'website', label: 'Website', headers: ['website', 'url', 'web', 'domain', 'company_domain_name'] },
];

/** What a row says of a department, by column of the table; null where it says nothing. */
export interface SaidDepartment extends Values {
  ori: string | null;
  name: string;
  kind: DepartmentKind | null;
  city: string | null;
  county: string | null;
  state: string;
  latitude: number | null;
  longitude: number | null;
  population_served: number | null;
  sworn_officers: number | null;
  website: string | null;
  time_zone: string | null;
  time_zone_source: string | null;
  /** What follows from name and state, so that a row can be written without being read again. */
  search_name: string;
  slug: string;
}

/** Reads a row of a list of departments. Throws a RowFlag when it cannot become one. */
export function readDepartment(cells: Cells): ReadRow & { values: SaidDepartment } {
  const name = cells.text('name');
  if (name === '') throw new RowFlag('name_missing', 'The row has no name. Add one and import it again.');
  const ori = oriOf(cells);
  const state = stateOf(cells);
  if (!state) throw new RowFlag('state_invalid', 'The row has no state. Add one and import it again.');
  const county = countyName(cells.text('county'));
  const latitude = coordinate(cells.text('latitude'));
  const longitude = coordinate(cells.text('longitude'));
  const searchName = normaliseName(name);
  const zone = exactZone({ state, county, latitude, longitude });
  return {
    place: { ori, name, state, county },
    values: {
      ori,
      name,
      kind: kindOfAgencyType(cells.text('type')),
      city: cells.text('city') || null,
      county,
      state,
      latitude,
      longitude,
      population_served: whole(cells.text('population')),
      sworn_officers: whole(cells.text('officers')),
      website: website(cells.text('website')),
      time_zone: zone,
      time_zone_source: zone ? 'exact' : null,
      search_name: searchName,
      slug: slugBase(searchName, state),
    },
  };
}

/** Assumes the zones that no coordinates gave, from the rows' neighbours; only a new department takes an assumed one. */
export function assumeZones(rows: ReadRow[]): void {
  const counties = new CountyZones();
  const said = rows.map((row) => row.values as SaidDepartment);
  const at = ({ state, county, latitude, longitude }: SaidDepartment) => ({
    state,
    county,
    latitude,
    longitude,
  });
  for (const row of said) if (row.time_zone) counties.add(at(row), row.time_zone);
  for (const row of said) {
    if (row.time_zone) continue;
    row.time_zone = zoneOfPlace(at(row), counties).timeZone;
    row.time_zone_source = 'assumed';
  }
}

/** "Milwaukee County" → "Milwaukee", as the directory writes it. */
function countyName(text: string): string | null {
  return text.replace(/ (?:county|parish)$/i, '') || null;
}

/** A cell that is not a number is no coordinate; the row is still good. */
function coordinate(text: string): number | null {
  if (text === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function whole(text: string): number | null {
  const digits = text.replace(/[, ]/g, '');
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}

/** Only an address of the web; anything else is left out rather than shown as a link. */
function website(text: string): string | null {
  if (text === '') return null;
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  return /^https?:\/\/[^\s/]+\.[^\s/]+/i.test(address) && URL.canParse(address) ? address : null;
}
