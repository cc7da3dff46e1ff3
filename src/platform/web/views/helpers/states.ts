/** What a state square looks like: how it is filled or marked, and the ink it takes. */
export type MarkShape = 'dashed' | 'tick' | 'frame' | 'return' | 'cross' | 'bar' | { fill: number };
export type MarkInk = 'ink2' | 'ink3' | 'accent' | 'warn' | 'danger';

export interface StateLook {
  word: string;
  shape: MarkShape;
  ink: MarkInk;
}

const dashed = (word: string): StateLook => ({ word, shape: 'dashed', ink: 'ink2' });
const filled = (word: string, fill: number): StateLook => ({ word, shape: { fill }, ink: 'ink2' });
const ticked = (word: string, ink: MarkInk = 'accent'): StateLook => ({ word, shape: 'tick', ink });
const framed = (word: string): StateLook => ({ word, shape: 'frame', ink: 'accent' });
const held = (word: string): StateLook => ({ word, shape: 'return', ink: 'warn' });
const crossed = (word: string, ink: MarkInk = 'ink3'): StateLook => ({ word, shape: 'cross', ink });
const barred = (word: string): StateLook => ({ word, shape: 'bar', ink: 'ink3' });

const REVIEW = {
  draft: dashed('Draft'),
  submitted: filled('Submitted', 1 / 4),
  pending: filled('Waiting', 1 / 4),
  in_review: filled('In review', 1 / 2),
  approved: ticked('Approved'),
  no_objection: ticked('No objection', 'ink3'),
  released: framed('Released'),
  corrected: framed('Corrected'),
  changes_requested: held('Changes requested'),
  rejected: crossed('Rejected', 'danger'),
  withdrawn: barred('Withdrawn'),
  recalled: barred('Recalled'),
  superseded: barred('Superseded'),
};

/** The lives of things with the word and the square for each state (the table of the look). */
export const LIVES: Record<string, Record<string, StateLook>> = {
  pitch: {
    prospect: dashed('Prospect'),
    contacted: filled('Contacted', 1 / 5),
    pitched: filled('Pitched', 2 / 5),
    in_discussion: filled('In discussion', 3 / 5),
    legal_review: filled('Legal review', 4 / 5),
    green_lit: ticked('Green lit'),
    declined: crossed('Declined'),
    dormant: barred('Dormant'),
  },
  review: REVIEW,
  draft: REVIEW,
  reward: {
    accrued: dashed('Accrued'),
    offered: filled('Offered', 1 / 5),
    accepted: filled('Accepted', 2 / 5),
    approved: filled('Approved', 3 / 5),
    shipped: filled('Shipped', 4 / 5),
    delivered: ticked('Delivered'),
    returned: held('Returned'),
    lost: held('Lost'),
    declined: crossed('Declined'),
    voided: barred('Voided'),
  },
  allowance: {
    offered: filled('Offered', 1 / 4),
    accepted: filled('Accepted', 1 / 2),
    active: ticked('Active'),
    declined: crossed('Declined'),
    closed: barred('Closed'),
  },
  stock: {
    low: held('Low'),
  },
  partnership: {
    signed: filled('Signed', 1 / 4),
    active: filled('Active', 1 / 2),
    announced: ticked('Announced'),
    ended: barred('Ended'),
  },
  email: {
    queued: dashed('Queued'),
    sending: filled('Sending', 1 / 2),
    sent: ticked('Sent'),
    held: held('Held'),
    unknown: held('Unknown'),
    suppressed: barred('Suppressed'),
    bounced: crossed('Bounced', 'danger'),
    failed: crossed('Failed', 'danger'),
  },
  reminder: {
    planned: dashed('Planned'),
    due: filled('Due', 1 / 2),
    sent: ticked('Sent'),
    posted: framed('Posted'),
    held: held('Held'),
    skipped: barred('Skipped'),
    paused: barred('Paused'),
  },
  enrolment: {
    running: filled('Running', 1 / 2),
    paused: held('Paused'),
    stopped: barred('Stopped'),
    done: ticked('Done'),
  },
  subscription: {
    active: ticked('Active'),
    disabled: barred('Disabled'),
  },
  attempt: {
    sending: filled('On its way', 1 / 2),
    delivered: ticked('Delivered'),
    refused: crossed('Refused', 'danger'),
    unanswered: crossed('No answer', 'danger'),
    gone: barred('Gone'),
    lost: held('Not known'),
  },
  import: {
    uploaded: dashed('Columns to be named'),
    checking: filled('Being read', 1 / 4),
    previewed: dashed('Checked, not applied'),
    applying: filled('Applying', 1 / 2),
    applied: ticked('Applied'),
    reverting: filled('Undoing', 1 / 2),
    reverted: barred('Undone'),
    failed: crossed('Failed', 'danger'),
    expired: barred('Put away'),
  },
};

/** The look of a state; an unknown one is drawn dashed with its code as the word, so it is seen. */
export function stateLook(life: string, state: string): StateLook {
  return LIVES[life]?.[state] ?? dashed(state.charAt(0).toUpperCase() + state.slice(1).replaceAll('_', ' '));
}

/** The word of a state in sentence case. */
export function stateWord(life: string, state: string): string {
  return stateLook(life, state).word;
}
