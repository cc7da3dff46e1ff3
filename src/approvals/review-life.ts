/** States of one review; see product.md, "Review". */
export type ReviewState =
  'waiting' | 'pending' | 'approved' | 'changes_requested' | 'rejected' | 'no_objection' | 'superseded';
/** What a person decides. */
export type Decision = 'approved' | 'changes_requested' | 'rejected';
/** What becomes of a review: a decision, or that nobody made one in time. */
export type Outcome = Decision | 'no_objection';
export type RoundState = 'open' | Decision | 'superseded';

export const DECISIONS: readonly Decision[] = ['approved', 'changes_requested', 'rejected'];

/**
 * Allowed steps of a review. `waiting` stands behind an earlier step of the policy; `superseded` is what a new text,
 * or another reviewer's refusal in the same round, makes of the reviews that had not been decided. `no_objection` is what
 * silence makes of one whose policy lets it lapse: passed, and never said to be approved.
 */
export const REVIEW_LIFE: Readonly<Record<ReviewState, readonly ReviewState[]>> = {
  waiting: ['pending', 'superseded'],
  pending: ['approved', 'changes_requested', 'rejected', 'no_objection', 'superseded'],
  approved: [],
  changes_requested: [],
  rejected: [],
  no_objection: [],
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

/** Whether a review in this state holds its step up no more. */
export function hasPassed(state: ReviewState): boolean {
  return state === 'approved' || state === 'no_objection';
}
