/**
 * The states as tiles of the public map: postal code, name, row and column. A grid of equal tiles prints, works as a
 * list and gives a small state the same room as a large one.
 */
const TILES = `AK Alaska 1 1|ME Maine 1 11|VT Vermont 2 10|NH New Hampshire 2 11|WA Washington 3 1|ID Idaho 3 2|MT Montana 3 3
|ND North Dakota 3 4|MN Minnesota 3 5|IL Illinois 3 6|WI Wisconsin 3 7|MI Michigan 3 8|NY New York 3 9|RI Rhode Island 3 10
|MA Massachusetts 3 11|OR Oregon 4 1|NV Nevada 4 2|WY Wyoming 4 3|SD South Dakota 4 4|IA Iowa 4 5|IN Indiana 4 6|OH Ohio 4 7
|PA Pennsylvania 4 8|NJ New Jersey 4 9|CT Connecticut 4 10|CA California 5 1|UT Utah 5 2|CO Colorado 5 3|NE Nebraska 5 4
|MO Missouri 5 5|KY Kentucky 5 6|WV West Virginia 5 7|VA Virginia 5 8|MD Maryland 5 9|DE Delaware 5 10|AZ Arizona 6 2
|NM New Mexico 6 3|KS Kansas 6 4|AR Arkansas 6 5|TN Tennessee 6 6|NC North Carolina 6 7|SC South Carolina 6 8
|DC District of Columbia 6 9|OK Oklahoma 7 4|LA Louisiana 7 5|MS Mississippi 7 6|AL Alabama 7 7|GA Georgia 7 8|HI Hawaii 8 1
|TX Texas 8 4|FL Florida 8 9`;

/** Places that have agencies but no tile; they stand beside the map as a line. */
const ELSEWHERE: Record<string, string> = {
  AS: 'American Samoa',
  GU: 'Guam',
  MP: 'Northern Mariana Islands',
  PR: 'Puerto Rico',
  VI: 'U.S. Virgin Islands',
};

export interface StateTile {
  code: string;
  name: string;
  row: number;
  column: number;
}

/** In the order of their names, which is the order they are read aloud in. */
export const STATE_TILES: readonly StateTile[] = TILES.replaceAll('\n', '')
  .split('|')
  .map((line) => {
    const [, code = '', name = '', row, column] = /^(\S+) (.+) (\d+) (\d+)$/.exec(line) ?? [];
    return { code, name, row: Number(row), column: Number(column) };
  })
  .sort((a, b) => (a.name < b.name ? -1 : 1));

const NAMES = new Map(STATE_TILES.map(({ code, name }) => [code, name]));

/** The name behind a postal code; the code itself when there is none. */
export function stateNameOf(code: string): string {
  return NAMES.get(code) ?? ELSEWHERE[code] ?? code;
}

/** "Crawford County, Kansas": where a department is, for people who know no codes. */
export function placeOf(place: { city: string | null; county: string | null; state: string }): string {
  const county = place.county && countyOf(place.county, place.state);
  return [county || place.city, stateNameOf(place.state)].filter(Boolean).join(', ');
}

/** A county with its word: lists give "Crawford", "Crawford County" or a parish. */
export function countyOf(county: string, state: string): string {
  if (/\b(county|parish|borough|census area|municipality|city)$/i.test(county) || state === 'AK')
    return county;
  return `${county} ${state === 'LA' ? 'Parish' : 'County'}`;
}
