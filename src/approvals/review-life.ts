/** States of one review; see product.md, "Review". */
export type ReviewState =
  'waiting' | 'pending' | 'approved' | 'changes_requested' | 'rejected' | 'superseded';
export type Decision = 'approved' | 'changes_requested' | 'rejected';
export type RoundState = 'open' | Decision | 'superseded';

export const DECISIONS: readonly Decision[] = ['approved', 'changes_requested', 'rejected'];

/**
 * Allowed steps of a review. `waiting` stands behind an earlier step of the policy; `superseded` is what a new text,
 * or another reviewer's refusal in the same round, makes of the reviews that had not been decided.
 */
export const REVIEW_LIFE: Readonly<Record<ReviewState, readonly ReviewState[]>> = {
  waiting: ['pending', 'superseded'],
  pending: ['approved', 'changes_requested', 'rejected', 'superseded'],
  approved: [],
  changes_requested: [],
  rejected: [],
  superseded: [],
};

/**
 * Checked at boot: every state named in a life is one of its states, and each can be reached from where the life
 * begins. Throws an Error naming the fault.
 */
export function checkReviewLife(life: Readonly<Record<string, readonly string[]>> = REVIEW_LIFE): void {
  const reached = new Set(['waiting']);
  for (const state of reached) {
    const next = life[state];
    if (!next) throw new Error(`The life of a review names a state without a row: ${state}.`);
    next.forEach((to) => reached.add(to));
  }
  const lost = Object.keys(life).filter((state) => !reached.has(state));
  if (lost.length) throw new Error(`The life of a review has states nothing leads to: ${lost.join(', ')}.`);
}

/** Whether a review may go from one state to another. */
export function mayMove(from: ReviewState, to: ReviewState): boolean {
  return REVIEW_LIFE[from].includes(to);
}
