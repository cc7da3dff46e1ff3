/** States of a draft; see product.md, "Draft". */
export type DraftState =
  | 'draft'
  | 'submitted'
  | 'in_review'
  | 'changes_requested'
  | 'rejected'
  | 'approved'
  | 'released'
  | 'withdrawn'
  | 'recalled';

/** What can be done to a draft. */
export type DraftAct =
  | 'save'
  | 'save_approved_text'
  | 'submit'
  | 'take_up'
  | 'ask_for_changes'
  | 'reject'
  | 'approve'
  | 'release'
  | 'correct'
  | 'drop_correction'
  | 'withdraw'
  | 'recall';

type Steps = Partial<Record<DraftAct, DraftState>>;

/** Saving leads back to `draft`, except that a text every step has approved before is approved again at once. */
const SAVING: Steps = { save: 'draft', save_approved_text: 'approved' };
/** A correction can be dropped and a standing release recalled from any state of the work on the correction. */
const UNTIL_RELEASE: Steps = { withdraw: 'withdrawn', drop_correction: 'released', recall: 'recalled' };

/** Allowed steps. What else has to hold (a release that stands, a correction that is open) the entity asks. */
export const DRAFT_LIFE: Readonly<Record<DraftState, Steps>> = {
  draft: { ...SAVING, ...UNTIL_RELEASE, submit: 'submitted' },
  submitted: { ...SAVING, ...UNTIL_RELEASE, take_up: 'in_review' },
  in_review: {
    ...SAVING,
    ...UNTIL_RELEASE,
    ask_for_changes: 'changes_requested',
    reject: 'rejected',
    approve: 'approved',
  },
  changes_requested: { ...SAVING, ...UNTIL_RELEASE },
  rejected: { ...SAVING, ...UNTIL_RELEASE },
  approved: { ...SAVING, ...UNTIL_RELEASE, release: 'released' },
  released: { correct: 'draft', recall: 'recalled' },
  withdrawn: {},
  recalled: {},
};

/** Where an act leads from a state, or null when it is not allowed there. */
export function nextState(from: DraftState, act: DraftAct): DraftState | null {
  return DRAFT_LIFE[from][act] ?? null;
}

/** Checked at boot: every target is a state of the table and every state is reached from `draft`. Throws an Error. */
export function checkDraftLife(
  life: Readonly<Record<string, Readonly<Record<string, string>>>> = DRAFT_LIFE,
): void {
  const reached = new Set(['draft']);
  for (const state of reached) {
    const steps = life[state];
    if (!steps) throw new Error(`The life of a draft names a state without a row: ${state}.`);
    Object.values(steps).forEach((to) => reached.add(to));
  }
  const lost = Object.keys(life).filter((state) => !reached.has(state));
  if (lost.length) throw new Error(`The life of a draft has states nothing leads to: ${lost.join(', ')}.`);
}
