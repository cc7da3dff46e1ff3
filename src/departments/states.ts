/** A state, district or territory that has agencies: its name, its main zone first, then every other zone it uses. */
export interface State {
  code: string;
  name: string;
  zones: readonly [string, ...string[]];
}

const EAST = 'America/New_York';
const CENTRAL = 'America/Chicago';
const MOUNTAIN = 'America/Denver';
const PACIFIC = 'America/Los_Angeles';

const table: [code: string, name: string, ...zones: [string, ...string[]]][] = [
  ['AL', 'Alabama', CENTRAL],
  [
    'AK',
    'Alaska',
    'America/Anchorage',
    'America/Juneau',
    'America/Sitka',
    'America/Nome',
    'America/Yakutat',
    'America/Metlakatla',
    'America/Adak',
  ],
  ['AS', 'American Samoa', 'Pacific/Pago_Pago'],
  ['AZ', 'Arizona', 'America/Phoenix', MOUNTAIN],
  ['AR', 'Arkansas', CENTRAL],
  ['CA', 'California', PACIFIC],
  ['CO', 'Colorado', MOUNTAIN],
  ['CT', 'Connecticut', EAST],
  ['CZ', 'Canal Zone', 'America/Panama'],
  ['DC', 'District of Columbia', EAST],
  ['DE', 'Delaware', EAST],
  ['FL', 'Florida', EAST, CENTRAL],
  ['GA', 'Georgia', EAST],
  ['GU', 'Guam', 'Pacific/Guam'],
  ['HI', 'Hawaii', 'Pacific/Honolulu'],
  ['IA', 'Iowa', CENTRAL],
  ['ID', 'Idaho', 'America/Boise', PACIFIC, MOUNTAIN],
  ['IL', 'Illinois', CENTRAL],
  [
    'IN',
    'Indiana',
    'America/Indiana/Indianapolis',
    CENTRAL,
    'America/Indiana/Marengo',
    'America/Indiana/Vincennes',
    'America/Indiana/Petersburg',
    'America/Indiana/Winamac',
    'America/Indiana/Knox',
    'America/Indiana/Tell_City',
    'America/Indiana/Vevay',
  ],
  ['KS', 'Kansas', CENTRAL, MOUNTAIN],
  ['KY', 'Kentucky', EAST, CENTRAL, 'America/Kentucky/Louisville', 'America/Kentucky/Monticello'],
  ['LA', 'Louisiana', CENTRAL],
  ['MA', 'Massachusetts', EAST],
  ['MD', 'Maryland', EAST],
  ['ME', 'Maine', EAST],
  ['MI', 'Michigan', 'America/Detroit', 'America/Menominee'],
  ['MN', 'Minnesota', CENTRAL],
  ['MO', 'Missouri', CENTRAL],
  ['MP', 'Northern Mariana Islands', 'Pacific/Saipan', 'Pacific/Guam'],
  ['MS', 'Mississippi', CENTRAL],
  ['MT', 'Montana', MOUNTAIN],
  ['NC', 'North Carolina', EAST],
  [
    'ND',
    'North Dakota',
    CENTRAL,
    MOUNTAIN,
    'America/North_Dakota/Beulah',
    'America/North_Dakota/Center',
    'America/North_Dakota/New_Salem',
  ],
  ['NE', 'Nebraska', CENTRAL, MOUNTAIN],
  ['NH', 'New Hampshire', EAST],
  ['NJ', 'New Jersey', EAST],
  ['NM', 'New Mexico', MOUNTAIN],
  ['NV', 'Nevada', PACIFIC, MOUNTAIN],
  ['NY', 'New York', EAST],
  ['OH', 'Ohio', EAST],
  ['OK', 'Oklahoma', CENTRAL],
  ['OR', 'Oregon', PACIFIC, 'America/Boise'],
  ['PA', 'Pennsylvania', EAST],
  ['PR', 'Puerto Rico', 'America/Puerto_Rico'],
  ['RI', 'Rhode Island', EAST],
  ['SC', 'South Carolina', EAST],
  ['SD', 'South Dakota', CENTRAL, MOUNTAIN],
  ['TN', 'Tennessee', CENTRAL, EAST],
  ['TX', 'Texas', CENTRAL, MOUNTAIN],
  ['UT', 'Utah', MOUNTAIN],
  ['VA', 'Virginia', EAST],
  ['VI', 'U.S. Virgin Islands', 'America/St_Thomas'],
  ['VT', 'Vermont', EAST],
  ['WA', 'Washington', PACIFIC],
  ['WI', 'Wisconsin', CENTRAL],
  ['WV', 'West Virginia', EAST],
  ['WY', 'Wyoming', MOUNTAIN],
];

/** Every state by its postal code (CZ stands in the FBI's list for the former Canal Zone). */
export const STATES: ReadonlyMap<string, State> = new Map(
  table.map(([code, name, ...zones]) => [code, { code, name, zones }]),
);

/** The postal codes, for validation. */
export const STATE_CODES = [...STATES.keys()];

const byName = new Map([...STATES.values()].map((state) => [state.name.toLowerCase(), state.code]));

/** `ks`, `Kansas` → `KS`; null when the text names no state. */
export function parseState(text: string): string | null {
  const word = text.trim();
  const code = word.toUpperCase();
  return STATES.has(code) ? code : (byName.get(word.toLowerCase()) ?? null);
}
