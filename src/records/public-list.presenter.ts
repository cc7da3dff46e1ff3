import type { PublicFigures, PublicFilter, PublicRow } from './public-list.queries.js';
import { placeOf, STATE_TILES, stateNameOf } from './states.js';

/** The longest bar of the list, in CSS pixels. */
const LONGEST_BAR = 62;
/** From which count on a tile takes the next darker step. */
const STEPS = [1, 5, 15, 30, 60];

export const KINDS: readonly { code: string; name: string }[] = [
  { code: 'municipal_police', name: 'Municipal police' },
  { code: 'sheriff', name: 'Sheriff' },
  { code: 'state', name: 'State agency' },
  { code: 'university', name: 'University' },
  { code: 'tribal', name: 'Tribal' },
  { code: 'other', name: 'Other' },
];

/** The map, its choices and the lines beside it, for the template public/list. */
export function mapOf(figures: PublicFigures, filter: PublicFilter): Record<string, unknown> {
  const counts = new Map(figures.byState.map(({ code, count }) => [code, count]));
  const tiles = STATE_TILES.map(({ code, name, row, column }) => {
    const count = counts.get(code) ?? 0;
    return {
      code,
      name,
      place: `r${row} c${column}`,
      count,
      step: STEPS.filter((from) => count >= from).length,
      href: `/transparency?state=${code}`,
      chosen: filter.state === code,
    };
  });
  const drawn = new Set(STATE_TILES.map(({ code }) => code));
  const elsewhere = figures.byState
    .filter(({ code }) => !drawn.has(code))
    .map(({ code, count }) => ({ code: stateNameOf(code), count, href: `/transparency?state=${code}` }));
  const here = [...new Set([...counts.keys(), ...(filter.state ? [filter.state] : [])])];
  const states = here
    .map((code) => ({ code, name: stateNameOf(code), chosen: filter.state === code }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const kinds = KINDS.map((kind) => ({ ...kind, chosen: filter.kind === kind.code }));
  return { tiles, elsewhere, states, kinds };
}

/** Rows with their bars in proportion to the longest of all. */
export function rowsOf(rows: readonly PublicRow[], most: number): Record<string, unknown>[] {
  return rows.map((row) => ({
    slug: row.slug,
    name: row.name,
    place: placeOf({ city: row.city, county: row.county, state: row.stateCode }),
    activeOn: row.activeOn,
    announcedOn: row.announcedOn,
    endedOn: row.endedOn,
    undisclosedDays: row.undisclosedDays,
    running: row.running,
    bar:
      row.undisclosedDays && most > 0
        ? Math.max(2, Math.round((LONGEST_BAR * row.undisclosedDays) / most))
        : 0,
    devices: row.devices,
    valueKeptCents: row.valueCents + row.allowanceCents,
  }));
}

/** The filter as a query, with more where given; empty when there is nothing to say. */
export function queryOf(filter: PublicFilter, more: Record<string, string | null> = {}): string {
  const entries = Object.entries({ ...filter, ...more }).filter(([, value]) => value) as [string, string][];
  return entries.length > 0 ? `?${new URLSearchParams(entries).toString()}` : '';
}

/** One partnership as data: what the list's JSON and CSV give. */
export function dataOf(row: PublicRow, publicUrl: string): Record<string, string | number | boolean | null> {
  return {
    department: row.name,
    ori: row.ori,
    kind: row.kind,
    city: row.city,
    county: row.county,
    state: row.stateCode,
    timeZone: row.timeZone,
    partnershipState: row.state,
    signedOn: row.signedOn,
    activeOn: row.activeOn,
    announcedOn: row.announcedOn,
    endsOn: row.endsOn,
    endedOn: row.endedOn,
    undisclosedDays: row.undisclosedDays,
    undisclosedDaysRunning: row.running,
    devices: row.devices,
    devicesReturned: row.devicesReturned,
    devicesDeclined: row.devicesDeclined,
    valueCents: row.valueCents,
    allowanceCents: row.allowanceCents,
    page: `${publicUrl}/transparency/${row.slug}`,
  };
}
