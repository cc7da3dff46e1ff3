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

/** Brings the rewards as near to `earned` as the rules allow. */
export function planIssue(rewards: readonly IssuedReward[], earned: number): IssuePlan {
  const plan: IssuePlan = { voided: [], revived: [], created: [] };
  const byOrdinal = [...rewards].sort((a, b) => a.ordinal - b.ordinal);
  let issued = issuedCount(rewards);
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
  for (let next = (byOrdinal.at(-1)?.ordinal ?? 0) + 1; issued < earned; next += 1, issued += 1) {
    plan.created.push(next);
  }
  return plan;
}

/** Rewards not voided; declined and returned ones count and are not replaced. */
export function issuedCount(rewards: readonly { state: RewardState }[]): number {
  return rewards.filter((reward) => reward.state !== 'voided').length;
}

/** Devices issued beyond what the present count earns. */
export function deficitOf(issued: number, earned: number): number {
  return Math.max(0, issued - earned);
}
