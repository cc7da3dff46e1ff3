/**
 * The place a release is from, in the Associated Press manner: the city in capitals, then the state's press
 * abbreviation. Eight states are never shortened, and some cities are known without their state.
 */
const STATES: Record<string, string> = {
  AL: 'Ala.',
  AK: 'Alaska',
  AZ: 'Ariz.',
  AR: 'Ark.',
  CA: 'Calif.',
  CO: 'Colo.',
  CT: 'Conn.',
  DE: 'Del.',
  FL: 'Fla.',
  GA: 'Ga.',
  HI: 'Hawaii',
  ID: 'Idaho',
  IL: 'Ill.',
  IN: 'Ind.',
  IA: 'Iowa',
  KS: 'Kan.',
  KY: 'Ky.',
  LA: 'La.',
  ME: 'Maine',
  MD: 'Md.',
  MA: 'Mass.',
  MI: 'Mich.',
  MN: 'Minn.',
  MS: 'Miss.',
  MO: 'Mo.',
  MT: 'Mont.',
  NE: 'Neb.',
  NV: 'Nev.',
  NH: 'N.H.',
  NJ: 'N.J.',
  NM: 'N.M.',
  NY: 'N.Y.',
  NC: 'N.C.',
  ND: 'N.D.',
  OH: 'Ohio',
  OK: 'Okla.',
  OR: 'Ore.',
  PA: 'Pa.',
  RI: 'R.I.',
  SC: 'S.C.',
  SD: 'S.D.',
  TN: 'Tenn.',
  TX: 'Texas',
  UT: 'Utah',
  VT: 'Vt.',
  VA: 'Va.',
  WA: 'Wash.',
  WV: 'W.Va.',
  WI: 'Wis.',
  WY: 'Wyo.',
  PR: 'Puerto Rico',
  GU: 'Guam',
  VI: 'U.S. Virgin Islands',
  AS: 'American Samoa',
  MP: 'Northern Mariana Islands',
};

/** Cities of the United States that stand alone in a dateline, with the state that makes them that city. */
const ALONE: Record<string, string> = {
  ATLANTA: 'GA',
  BALTIMORE: 'MD',
  BOSTON: 'MA',
  CHICAGO: 'IL',
  CINCINNATI: 'OH',
  CLEVELAND: 'OH',
  DALLAS: 'TX',
  DENVER: 'CO',
  DETROIT: 'MI',
  HONOLULU: 'HI',
  HOUSTON: 'TX',
  INDIANAPOLIS: 'IN',
  'LAS VEGAS': 'NV',
  'LOS ANGELES': 'CA',
  MIAMI: 'FL',
  MILWAUKEE: 'WI',
  MINNEAPOLIS: 'MN',
  'NEW ORLEANS': 'LA',
  'NEW YORK': 'NY',
  'OKLAHOMA CITY': 'OK',
  PHILADELPHIA: 'PA',
  PHOENIX: 'AZ',
  PITTSBURGH: 'PA',
  'ST. LOUIS': 'MO',
  'SALT LAKE CITY': 'UT',
  'SAN ANTONIO': 'TX',
  'SAN DIEGO': 'CA',
  'SAN FRANCISCO': 'CA',
  SEATTLE: 'WA',
  WASHINGTON: 'DC',
};

/** The press abbreviation of a postal state code; an unknown code comes back as it was given. */
export function apState(postalCode: string): string {
  return STATES[postalCode.trim().toUpperCase()] ?? postalCode.trim();
}

/** ("Pittsburg", "KS") → "PITTSBURG, Kan."; ("Chicago", "IL") → "CHICAGO"; ("Dallas", "OR") → "DALLAS, Ore.". */
export function dateline(city: string, postalCode: string): string {
  const name = city.trim().replace(/\s+/g, ' ').toLocaleUpperCase('en-US');
  const state = postalCode.trim().toUpperCase();
  if (ALONE[name] === state) return name;
  return `${name}, ${apState(state)}`;
}
