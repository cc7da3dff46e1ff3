/** The states of a partnership, in the order a partnership usually passes them. */
export const PARTNERSHIP_STATES = ['signed', 'active', 'announced', 'ended'] as const;
export type PartnershipState = (typeof PARTNERSHIP_STATES)[number];

/**
 * Where each state may lead. A department may announce before its link is switched on, so `announced` is
 * reachable from `signed`; `ended` is the only last word, because the next partnership is a new one.
 */
export const PARTNERSHIP_STEPS: Record<PartnershipState, readonly PartnershipState[]> = {
  signed: ['active', 'announced', 'ended'],
  active: ['announced', 'ended'],
  announced: ['ended'],
  ended: [],
};

/** Whether a partnership may go from one state to another; staying where it is (a corrected date) is always allowed. */
export function mayStep(from: PartnershipState, to: PartnershipState): boolean {
  return from === to || PARTNERSHIP_STEPS[from].includes(to);
}

/** What is wrong with a table of steps: a state nothing leads to, or one from which the last state cannot be reached. */
export function faultsOfLife<S extends string>(
  steps: Record<S, readonly S[]>,
  first: NoInfer<S>,
  last: NoInfer<S>,
): string[] {
  const states = Object.keys(steps) as S[];
  const reach = (from: S): Set<S> => {
    const seen = new Set<S>([from]);
    for (const state of seen) for (const next of steps[state]) seen.add(next);
    return seen;
  };
  const fromFirst = reach(first);
  return states.flatMap((state) => [
    ...(fromFirst.has(state) ? [] : [`nothing leads from ${first} to ${state}`]),
    ...(reach(state).has(last) ? [] : [`${state} cannot reach ${last}`]),
  ]);
}
