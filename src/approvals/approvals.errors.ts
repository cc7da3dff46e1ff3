import { DEPARTMENT_GROUP } from './review-policy.js';
import { DomainError, type FieldError, notFound } from '../platform/errors.js';

export const noSuchReview = (): DomainError => notFound('review');

/** Four eyes: who wrote the text, or proposed words that stand in it, does not count toward its approval. */
export const ownWork = (): DomainError =>
  new DomainError(
    'forbidden',
    'own_work',
    'You wrote part of this text, so another reviewer has to decide it.',
  );

export const notInGroup = (group: string): DomainError =>
  new DomainError(
    'forbidden',
    'not_in_group',
    group === DEPARTMENT_GROUP
      ? 'A public information officer of the department decides this step.'
      : `Only reviewers in the ${group} group decide this step.`,
  );

export const alreadyDecided = (): DomainError =>
  new DomainError('conflict', 'already_decided', 'This review has been decided. Reload to see by whom.');

/** The same code as for a decision: for programs it comes to the same, that there is nothing left to decide. */
export const alreadyLapsed = (): DomainError =>
  new DomainError(
    'conflict',
    'already_decided',
    'Nobody decided this step in time, so it has passed without objection. Ask the author for a correction if the text must not stand.',
  );

export const silenceAlone = (): DomainError =>
  new DomainError(
    'conflict',
    'silence_alone',
    'Nobody who did not write this text has approved it, and silence alone approves nothing.',
  );

export const contentChanged = (): DomainError =>
  new DomainError(
    'conflict',
    'content_changed',
    'The text changed since you opened it. Read the new text, then decide.',
  );

export const notYetOpen = (): DomainError =>
  new DomainError('conflict', 'not_yet_open', 'This step opens when the step before it has approved.');

export const claimedByOther = (name: string, until: Date): DomainError =>
  new DomainError(
    'conflict',
    'claimed',
    `${name} has claimed this review until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC. Ask them, or take another one.`,
  );

export const notClaimed = (): DomainError =>
  new DomainError('conflict', 'not_claimed', 'Nobody else holds this review any more. Claim it.');

export const notRead = (): DomainError =>
  new DomainError(
    'invalid',
    'not_read',
    'You have not marked this text as read. Open it, read it, then decide it with the others.',
  );

export const linkEnded = (): DomainError =>
  new DomainError(
    'gone',
    'link_ended',
    'This link has ended. Sign in and open the queue to see what waits for you.',
  );

export const linkUsed = (): DomainError =>
  new DomainError('gone', 'link_used', 'You have decided by this link already; it works once.');

export const threadOpen = (): DomainError =>
  new DomainError(
    'conflict',
    'thread_open',
    'A question that stops approval is not settled yet. Settle it, or ask for changes.',
  );

export const noteRequired = (): DomainError =>
  new DomainError('invalid', 'note_required', 'Say in a note what has to change.', {
    errors: [{ field: 'note', message: 'Say what has to change.', code: 'note_required' }],
  });

export const seatTaken = (): DomainError =>
  new DomainError(
    'forbidden',
    'seat_taken',
    'You have decided this step already; its quorum needs another person.',
  );

export const noEligibleReviewer = (groups: string[]): DomainError =>
  new DomainError('invalid', 'no_eligible_reviewer', NO_REVIEWER(groups), {
    errors: groups.map(noReviewerIn),
  });

const NO_REVIEWER = (groups: string[]): string =>
  `Nobody may decide this text for ${groups.join(' and ')}. ${groups.map((group) => noReviewerIn(group).message).join(' ')}`;

/** The same refusal as one of several failed checks of a submission. */
export const noReviewerIn = (group: string): FieldError => ({
  field: `policy.${group}`,
  code: 'no_eligible_reviewer',
  message:
    group === DEPARTMENT_GROUP
      ? 'Nobody of the department may decide this text. Ask an admin to add a public information officer who did not write it.'
      : `Nobody in the ${group} group may decide this text. Ask the vendor to add a reviewer who did not write it.`,
});

export const stalePolicy = (): DomainError =>
  new DomainError(
    'conflict',
    'stale_policy',
    'Somebody wrote another version of this policy meanwhile. Read it, then write yours.',
  );

export const policyInvalid = (errors: FieldError[]): DomainError =>
  new DomainError('invalid', 'invalid_policy', errors[0]?.message ?? 'These steps make no policy.', {
    errors,
  });

export const backupInvalid = (): DomainError =>
  new DomainError('invalid', 'backup_invalid', 'A backup is another group that is there already.', {
    errors: [{ field: 'backupKey', code: 'backup_invalid', message: 'Choose another group.' }],
  });

export const groupReserved = (): DomainError =>
  new DomainError('invalid', 'group_reserved', 'This key stands for the department itself.', {
    errors: [{ field: 'key', code: 'group_reserved', message: 'Choose another key.' }],
  });

export const groupNameTaken = (): DomainError =>
  new DomainError('conflict', 'group_name_taken', 'Another group has this name.');

export const reasonRequired = (): DomainError =>
  new DomainError('invalid', 'reason_required', 'Say why it cannot wait for the steps that are left.', {
    errors: [{ field: 'reason', code: 'reason_required', message: 'Say why it cannot wait.' }],
  });

export const glassBroken = (): DomainError =>
  new DomainError(
    'conflict',
    'glass_asked',
    'Somebody has asked for this already. A second person can confirm.',
  );

export const nothingToConfirm = (): DomainError =>
  new DomainError('conflict', 'nothing_to_confirm', 'Nobody has asked to approve this text past its steps.');

export const sameFirstPerson = (): DomainError =>
  new DomainError('forbidden', 'same_person', 'You asked for it, so a second person has to confirm.');
