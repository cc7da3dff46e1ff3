import type { RewardState } from '../reward-states.js';
import { addressLines, hasAddress, type ShipTo } from '../ship-to.js';

/** One device to be packed. */
export interface Pick {
  id: string;
  ordinal: number;
  state: RewardState;
  sku: string;
  departmentId: string;
  departmentName: string;
  shipTo: ShipTo | null;
}

export interface PickGroup {
  sku: string;
  picks: (Omit<Pick, 'shipTo'> & { lines: string[] })[];
}

export interface PickList {
  groups: PickGroup[];
  /** What cannot leave: the department has no ship-to. */
  missing: Pick[];
}

/** What to take from the shelf, SKU by SKU in the order given, and apart from it what lacks an address. Pure. */
export function pickListOf(picks: readonly Pick[]): PickList {
  const list: PickList = { groups: [], missing: [] };
  for (const pick of picks) {
    const { shipTo, ...rest } = pick;
    if (!hasAddress(shipTo)) {
      list.missing.push(pick);
      continue;
    }
    const last = list.groups.at(-1);
    const group = last?.sku === pick.sku ? last : { sku: pick.sku, picks: [] };
    if (group !== last) list.groups.push(group);
    group.picks.push({ ...rest, lines: addressLines(shipTo) });
  }
  return list;
}
