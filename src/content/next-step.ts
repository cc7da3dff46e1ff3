import { allows } from '../identity/people.queries.js';
import { type Actor, isPerson } from '../platform/actor.js';
import type { DraftState } from './draft-life.js';

type Permission = Parameters<typeof allows>[1];

/** What comes next about a text: for whoever may do it, and for those who only follow. */
type Said = string | { may: Permission; then: string; others: string };

const NEXT_STEP: Record<DraftState, Said> = {
  draft: {
    may: 'drafts.write',
    then: 'Fill it in and send it for approval.',
    others: 'It is being written.',
  },
  submitted: 'The reviewers have it. You can go on with something else.',
  in_review: 'A reviewer is reading it.',
  changes_requested: {
    may: 'drafts.answer',
    then: 'Answer the changes asked for.',
    others: 'Changes were asked for, and are to be answered.',
  },
  rejected: {
    may: 'drafts.write',
    then: 'Read why, and save another text.',
    others: 'It was rejected. Another text may follow.',
  },
  approved: {
    may: 'drafts.release',
    then: 'Release it when its time has come.',
    others: 'The department releases it when its time has come.',
  },
  released: 'It is public.',
  withdrawn: 'It was withdrawn.',
  recalled: 'It was taken back.',
};

/** What is said instead when the partnership is over: such a text goes nowhere any more. */
export const ENDED_STEP = 'The partnership has ended, so it is not sent any more.';
const UNSENT: readonly DraftState[] = [
  'draft',
  'submitted',
  'in_review',
  'changes_requested',
  'rejected',
  'approved',
];

/** Whether a reader has a right; nobody but a person has any. */
export const mayDo =
  (actor: Actor) =>
  (permission: Permission): boolean =>
    isPerson(actor) && allows(actor, permission);

/** Whether the end of the partnership is the end of this text. */
export const isStranded = (state: DraftState, ended: boolean): boolean => ended && UNSENT.includes(state);

/** What to do next about a text, as one sentence for a reader with these rights. */
export function sayWhatNext(
  state: DraftState,
  ended: boolean,
  may: (permission: Permission) => boolean,
): string {
  if (isStranded(state, ended)) return ENDED_STEP;
  const said = NEXT_STEP[state];
  if (typeof said === 'string') return said;
  return may(said.may) ? said.then : said.others;
}
