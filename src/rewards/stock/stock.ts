import type { RewardState } from '../reward-states.js';

/** How far the counted devices of a SKU go. Pure; all figures are devices. */

/** What moves stock: the first four are recorded by people, a shipment by itself. */
export const MOVEMENT_KINDS = ['received', 'returned', 'written_off', 'corrected', 'shipped'] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** Approved, or lost and to be sent again: a device on the shelf is meant for these. */
export const PROMISED_STATES: readonly RewardState[] = ['approved', 'lost'];

export function isPromised(state: RewardState | null): boolean {
  return state !== null && PROMISED_STATES.includes(state);
}

export interface Counted {
  onHand: number;
  promised: number;
  reorderLevel: number;
}

export interface Standing {
  /** On hand and promised to nobody; below zero when more is promised than there is. */
  free: number;
  /** True when it is time to order. */
  low: boolean;
  /** The warning in words, or null. */
  warning: string | null;
}

/** What is free of a SKU, and whether that has fallen to its reorder level or below. */
export function standingOf({ onHand, promised, reorderLevel }: Counted): Standing {
  const free = onHand - promised;
  if (free > reorderLevel) return { free, low: false, warning: null };
  if (free < 0) return { free, low: true, warning: `${-free} more promised than on hand: order now` };
  const left = free === 0 ? 'None free' : `Only ${free} free`;
  return { free, low: true, warning: `${left}, reorder level ${reorderLevel}: order more` };
}
