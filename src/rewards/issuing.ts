import type { RewardState } from './reward-states.js';

/**
 * What settling a partnership does to its rewards. Pure. Source: product.md, "Reward" (deficit, voiding during the
 * hold, the same row when earned again, nothing taken back after the hold).
 */

export interface IssuedReward {
  ordinal: number;
  state: RewardState;
}

export interface IssuePlan {
  /** Ordinals to void, newest first. */
  voided: number[];
  /** Ordinals of voided rows earned again, oldest first. */
  revived: number[];
  /** Ordinals to create, in order. */
  created: number[];
}

/** The states a settlement may change: in all others a reward stays what it is, however the counts move. */
export const MOVABLE: readonly RewardState[] = ['accrued', 'voided'];

/** All rewards of a partnership, in two figures. */
export interface Standing {
  issued: number;
  /** The highest ordinal there is; 0 before the first. */
  last: number;
}

/**
 * Brings the rewards as near to `earned` as the rules allow. `rewards` are all of a partnership, or only those in a state that may
 * change, with the `standing` of all.
 */
export function planIssue(
  rewards: readonly IssuedReward[],
  earned: number,
  standing: Standing = standingOf(rewards),
): IssuePlan {
  const plan: IssuePlan = { voided: [], revived: [], created: [] };
  const byOrdinal = [...rewards].sort((a, b) => a.ordinal - b.ordinal);
  let { issued } = standing;
  for (const reward of byOrdinal.toReversed()) {
    if (issued <= earned) break;
    if (reward.state !== 'accrued') continue;
    plan.voided.push(reward.ordinal);
    issued -= 1;
  }
  for (const reward of byOrdinal) {
    if (issued >= earned) break;
    if (reward.state !== 'voided') continue;
    plan.revived.push(reward.ordinal);
    issued += 1;
  }
  for (let next = standing.last + 1; issued < earned; next += 1, issued += 1) {
    plan.created.push(next);
  }
  return plan;
}

function standingOf(rewards: readonly IssuedReward[]): Standing {
  return { issued: issuedCount(rewards), last: Math.max(0, ...rewards.map(({ ordinal }) => ordinal)) };
}

/** Rewards not voided; declined and returned ones count and are not replaced. */
export function issuedCount(rewards: readonly { state: RewardState }[]): number {
  return rewards.filter((reward) => reward.state !== 'voided').length;
}

/** Devices issued beyond what the present count earns. */
export function deficitOf(issued: number, earned: number): number {
  return Math.max(0, issued - earned);
}
