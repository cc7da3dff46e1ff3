/** The life of an allowance as one table. Checked when the application starts. */

export const ALLOWANCE_STATES = ['offered', 'accepted', 'declined', 'active', 'closed'] as const;
export type AllowanceState = (typeof ALLOWANCE_STATES)[number];

/** Each step by its noun: the states it may start from and the one it leads to. */
export const ALLOWANCE_STEPS = {
  offer: { from: [], to: 'offered' },
  acceptance: { from: ['offered'], to: 'accepted' },
  refusal: { from: ['offered'], to: 'declined' },
  /** The vendor's own yes, by somebody who did not record the acceptance. */
  activation: { from: ['accepted'], to: 'active' },
  /** A total of what was used, as the vendor reports it. */
  use: { from: ['active'], to: 'active' },
  /** A report of use taken back whole. */
  reversal: { from: ['active'], to: 'active' },
  /** Over, or taken back before it began; what was not used is released. */
  closing: { from: ['offered', 'accepted', 'active'], to: 'closed' },
} as const satisfies Record<string, { from: readonly AllowanceState[]; to: AllowanceState }>;
export type AllowanceStepName = keyof typeof ALLOWANCE_STEPS;

/** Where a life rests for good. */
export const LAST_ALLOWANCE_STATES: readonly AllowanceState[] = ['declined', 'closed'];

export function mayStepAllowance(state: AllowanceState, step: AllowanceStepName): boolean {
  return (ALLOWANCE_STEPS[step].from as readonly AllowanceState[]).includes(state);
}

/** The steps open from a state, in the order of the table. */
export function allowanceStepsFrom(state: AllowanceState): AllowanceStepName[] {
  return (Object.keys(ALLOWANCE_STEPS) as AllowanceStepName[]).filter((step) =>
    mayStepAllowance(state, step),
  );
}
