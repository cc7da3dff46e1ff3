import type tzLookup from '@photostructure/tz-lookup';
import { lazyPackage } from '../platform/lazy-package.js';
import { STATES } from './states.js';

const lookup = lazyPackage<typeof tzLookup>('@photostructure/tz-lookup');

export type ZoneSource = 'exact' | 'assumed';
export interface Zone {
  timeZone: string;
  source: ZoneSource;
}

/** What the zone of a place is guessed from. */
export interface Place {
  state: string;
  county: string | null;
  latitude: number | null;
  longitude: number | null;
}

/**
 * The zone that coordinates give, when it is one the state really uses. Near a border the lookup's polygons can answer
 * with the neighbour (Winnipeg for a town in Minnesota), and lists carry stand-ins for "unknown" such as -9, -9: neither is
 * worth more than an assumption, so both answer null.
 */
export function exactZone(place: Place): string | null {
  const { latitude, longitude } = place;
  if (latitude === null || longitude === null) return null;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  const zone = lookup()(latitude, longitude);
  return STATES.get(place.state)?.zones.includes(zone) ? zone : null;
}

/** Counts the exact zones of a list's counties, so that agencies without coordinates can follow their neighbours. */
export class CountyZones {
  private readonly counts = new Map<string, Map<string, number>>();

  add(place: Place, zone: string): void {
    if (!place.county) return;
    const key = countyKey(place.state, place.county);
    const zones = this.counts.get(key) ?? new Map<string, number>();
    zones.set(zone, (zones.get(zone) ?? 0) + 1);
    this.counts.set(key, zones);
  }

  /** The most common exact zone of a county; a tie goes to the name first in the alphabet, so that runs agree. */
  mostCommon(state: string, county: string | null): string | null {
    const zones = county ? this.counts.get(countyKey(state, county)) : undefined;
    if (!zones) return null;
    const [first] = [...zones].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return first?.[0] ?? null;
  }
}

/** Exact from the coordinates; else assumed from the county's neighbours; else assumed to be the state's main zone. */
export function zoneOfPlace(place: Place, counties?: CountyZones): Zone {
  const exact = exactZone(place);
  if (exact) return { timeZone: exact, source: 'exact' };
  const assumed = counties?.mostCommon(place.state, place.county) ?? STATES.get(place.state)?.zones[0];
  return { timeZone: assumed ?? 'America/New_York', source: 'assumed' };
}

function countyKey(state: string, county: string): string {
  return `${state}/${county.toLowerCase()}`;
}
