/** The life of a reward as one table. Source: product.md, "Reward". Checked when the application starts. */

export const REWARD_STATES = [
  'accrued',
  'offered',
  'accepted',
  'approved',
  'shipped',
  'delivered',
  'declined',
  'lost',
  'returned',
  'voided',
] as const;
export type RewardState = (typeof REWARD_STATES)[number];

/** Each step by the noun people know it by: the states it may start from and the one it leads to. */
export const REWARD_STEPS = {
  accrual: { from: [], to: 'accrued' },
  offer: { from: ['accrued'], to: 'offered' },
  acceptance: { from: ['offered'], to: 'accepted' },
  refusal: { from: ['offered'], to: 'declined' },
  approval: { from: ['accepted'], to: 'approved' },
  shipment: { from: ['approved'], to: 'shipped' },
  delivery: { from: ['shipped'], to: 'delivered' },
  loss: { from: ['shipped'], to: 'lost' },
  replacement: { from: ['lost'], to: 'approved' },
  return: { from: ['shipped', 'delivered'], to: 'returned' },
  /** A defective device came back; another goes out under the same gift. */
  exchange: { from: ['delivered'], to: 'approved' },
  voiding: { from: ['accrued'], to: 'voided' },
  revival: { from: ['voided'], to: 'accrued' },
} as const satisfies Record<string, { from: readonly RewardState[]; to: RewardState }>;
export type RewardStepName = keyof typeof REWARD_STEPS;

/** Where a life may rest for good. A delivered device may still come back. */
const LAST_STATES: readonly RewardState[] = ['declined', 'returned', 'delivered'];

/** The states before the department's acceptor has said yes. */
const BEFORE_ACCEPTANCE: readonly RewardState[] = ['accrued', 'offered', 'voided'];

export function mayStep(state: RewardState, step: RewardStepName): boolean {
  return (REWARD_STEPS[step].from as readonly RewardState[]).includes(state);
}

/** True while no acceptance stands behind the reward, declined ones excepted. */
export function awaitsAcceptance(state: RewardState): boolean {
  return BEFORE_ACCEPTANCE.includes(state);
}

/** The steps open from a state, in the order of the table. */
export function stepsFrom(state: RewardState): RewardStepName[] {
  return (Object.keys(REWARD_STEPS) as RewardStepName[]).filter((step) => mayStep(state, step));
}

/**
 * Faults in a table of steps: a state nothing leads to, or one nothing leads out of that is not an end.
 * @returns one line per fault, none for the real table
 */
export function faultsInSteps(
  steps: Record<string, { from: readonly string[]; to: string }>,
  states: readonly string[] = REWARD_STATES,
  last: readonly string[] = LAST_STATES,
  of = 'reward',
): string[] {
  const faults: string[] = [];
  const all = Object.values(steps);
  const reached = new Set(all.filter((s) => s.from.length === 0).map((s) => s.to));
  for (let before = -1; before < reached.size;) {
    before = reached.size;
    for (const step of all) if (step.from.some((state) => reached.has(state))) reached.add(step.to);
  }
  for (const state of states) {
    if (!reached.has(state)) faults.push(`No step leads to the ${of} state ${state}`);
    const leaves = all.some((step) => step.from.includes(state));
    if (!leaves && !last.includes(state)) faults.push(`No step leads out of the ${of} state ${state}`);
  }
  for (const step of all) {
    for (const state of [...step.from, step.to]) {
      if (!states.includes(state)) faults.push(`A step names the unknown ${of} state ${state}`);
    }
  }
  return faults;
}
