import { type Cells, type ListField, type Place, RowFlag } from './intake.dto.js';
import { parseOri } from './ori.js';
import { parseState } from './states.js';

/** The columns that say which department a row belongs to; every kind of list may have them. */
export const PLACE_FIELDS: ListField[] = [
  { key: 'ori', label: 'ORI', headers: ['ori', 'ori9', 'agency_ori', 'department_ori'] },
  {
    key: 'department',
    label: 'Department',
    headers: [
      'department',
      'department_name',
      'agency',
      'agency_name',
      'account',
      'account_name',
      'company',
      'company_name',
      'organization',
      'organisation',
      'associated_company',
      'organization_name',
    ],
  },
  {
    key: 'state',
    label: 'State',
    headers: ['state', 'st', 'state_abbr', 'state_postal_abbr', 'state/region', 'billing_state'],
  },
  { key: 'county', label: 'County', headers: ['county', 'county_name', 'primary_county'] },
];

/**
 * Which department a row of contacts, pitches or activities names: by ORI, or by name and state. Throws a RowFlag when it names
 * none, or names it wrongly.
 */
export function placeOfRow(cells: Cells): Place {
  const place = {
    ori: oriOf(cells),
    name: cells.text('department') || null,
    state: stateOf(cells),
    county: cells.text('county') || null,
  };
  if (place.ori === null && (place.name === null || place.state === null)) {
    throw new RowFlag(
      'department_missing',
      'The row names no department: it needs an ORI, or a name and a state.',
    );
  }
  return place;
}

/** The ORI of a row, null when its cell is empty. Throws `ori_invalid`. */
export function oriOf(cells: Cells): string | null {
  const text = cells.text('ori');
  if (text === '') return null;
  const ori = parseOri(text);
  if (!ori) throw new RowFlag('ori_invalid', 'The ORI is not nine of A-Z and 0-9.');
  return ori;
}

/** The state of a row, null when its cell is empty. Throws `state_invalid`. */
export function stateOf(cells: Cells): string | null {
  const text = cells.text('state');
  if (text === '') return null;
  const state = parseState(text);
  if (!state) throw new RowFlag('state_invalid', 'The state is not a postal code or a state’s name.');
  return state;
}
