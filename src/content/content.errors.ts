import { DomainError, type FieldError, notFound } from '../platform/errors.js';
import type { DraftAct, DraftState } from './draft-life.js';

export const noSuchDraft = (): DomainError => notFound('draft');
export const noSuchRevision = (): DomainError => notFound('revision');
export const noSuchPartnership = (): DomainError => notFound('partnership');
export const noSuchTemplate = (): DomainError => notFound('template');

const ACTS: Record<DraftAct, string> = {
  save: 'changed',
  save_approved_text: 'changed',
  submit: 'sent for approval',
  take_up: 'reviewed',
  ask_for_changes: 'sent back',
  reject: 'rejected',
  approve: 'approved',
  release: 'released',
  correct: 'corrected',
  drop_correction: 'left as it was',
  withdraw: 'withdrawn',
  recall: 'recalled',
};

const HINTS: Partial<Record<DraftState, string>> = {
  released: 'It is public: ask for a correction first.',
  withdrawn: 'It was withdrawn: begin a new one.',
  recalled: 'It was recalled: begin a new one.',
  submitted: 'It is with the reviewers.',
  in_review: 'It is with the reviewers.',
  approved: 'It is approved and can be released.',
  changes_requested: 'Answer the changes asked for, or save another text, first.',
  rejected: 'Save another text first.',
};

export const stepNotAllowed = (state: DraftState, act: DraftAct): DomainError =>
  new DomainError(
    'invalid',
    'step_not_allowed',
    `This text cannot be ${ACTS[act]} now. ${HINTS[state] ?? ''}`.trim(),
  );

export const staleRevision = (): DomainError =>
  new DomainError(
    'conflict',
    'stale_revision',
    'Someone saved a newer text meanwhile. Load it, then make your change again.',
  );

export const lockedBlockChanged = (errors: FieldError[]): DomainError =>
  new DomainError(
    'invalid',
    'locked_block_changed',
    'A locked part was changed. Leave it as the template has it.',
    { errors },
  );

export const invalidText = (errors: FieldError[]): DomainError =>
  new DomainError('invalid', 'invalid_text', 'Some parts cannot be taken as they are.', { errors });

/** Every failed check of a submission at once; with one kind of failure its own code stands for the whole. */
export const checksFailed = (errors: FieldError[]): DomainError => {
  const codes = [...new Set(errors.map(({ code }) => code))];
  const code = codes.length === 1 && codes[0] ? codes[0] : 'checks_failed';
  const message =
    errors.length === 1 && errors[0]
      ? errors[0].message
      : `${errors.length} things have to be settled before this can be sent.`;
  return new DomainError('invalid', code, message, { errors });
};

export const nothingProposed = (): DomainError =>
  new DomainError(
    'invalid',
    'nothing_proposed',
    'The proposal is the same as the text. Change something, or decide.',
  );

export const noOpenProposal = (): DomainError =>
  new DomainError(
    'conflict',
    'no_open_proposal',
    'There is no proposal to answer, or its text has changed since.',
  );

export const answersDoNotFit = (errors: FieldError[]): DomainError =>
  new DomainError('invalid', 'answers_incomplete', 'Answer each change once, accept or refuse.', { errors });

export const notApproved = (): DomainError =>
  new DomainError('invalid', 'not_approved', 'This exact text has not passed every step of its review.');

export const embargoed = (until: string): DomainError =>
  new DomainError('invalid', 'embargoed', `The embargo stands until ${until}. Release it then.`);

export const disclosureStale = (): DomainError =>
  new DomainError(
    'invalid',
    'disclosure_stale',
    'The terms changed since this text was approved, so its disclosure is out of date. Save it again and send it for approval.',
  );

export const nothingToRecall = (): DomainError =>
  new DomainError(
    'invalid',
    'step_not_allowed',
    'Nothing of this draft is public, so there is nothing to recall.',
  );

export const alreadyReleased = (): DomainError =>
  new DomainError(
    'invalid',
    'already_released',
    'This exact text is public already. Change it, then send the correction for approval.',
  );

export const required = (field: string, message: string): DomainError =>
  new DomainError('invalid', `${field}_required`, message, {
    errors: [{ field, message, code: `${field}_required` }],
  });

export const assetUnknown = (): DomainError =>
  new DomainError(
    'invalid',
    'unknown_asset',
    'One of the pictures is not the department’s. Upload it first.',
    {
      errors: [{ field: 'assetIds', message: 'Upload the picture first.', code: 'unknown_asset' }],
    },
  );

export const noSuchAsset = (): DomainError => notFound('picture');

export const notAPicture = (): DomainError =>
  new DomainError('invalid', 'not_a_picture', 'Only PNG, JPEG, WebP and GIF pictures are taken.', {
    errors: [{ field: 'file', message: 'Choose a PNG, JPEG, WebP or GIF.', code: 'not_a_picture' }],
  });

export const writingRulesStale = (): DomainError =>
  new DomainError(
    'conflict',
    'stale_revision',
    'Another admin set the rules meanwhile. Load them, then make your change again.',
  );

export const noNewerTemplate = (): DomainError =>
  new DomainError(
    'conflict',
    'no_newer_template',
    'There is no newer version of this template to move to, or it is another one by now. Load the page again.',
  );

export const noSuchThread = (): DomainError => notFound('question');

export const wordsNotFound = (): DomainError =>
  new DomainError(
    'invalid',
    'words_not_found',
    'These words do not stand in that part exactly once. Copy more of them from the text.',
    {
      errors: [
        {
          field: 'quote',
          code: 'words_not_found',
          message: 'Copy the words from the text as they stand there.',
        },
      ],
    },
  );

export const threadResolved = (): DomainError =>
  new DomainError('conflict', 'thread_resolved', 'This question is settled. Ask another one.');

export const notYoursToResolve = (): DomainError =>
  new DomainError('forbidden', 'not_yours', 'Whoever asked settles it, or a reviewer.');

export const ownTextResolved = (): DomainError =>
  new DomainError(
    'forbidden',
    'own_work',
    'You wrote part of this text, so whoever asked settles it, or another reviewer.',
  );

export const quoteNeedsNoYes = (): DomainError =>
  new DomainError(
    'invalid',
    'quote_needs_no_yes',
    'Nobody of the company changed this quote, or the person quoted has agreed to it.',
  );

export const quoteUnsigned = (speakers: string[]): DomainError =>
  new DomainError(
    'invalid',
    'quote_unsigned',
    `The company changed the words of ${speakers.join(' and ')}, who has to agree to them first. Ask by mail from the draft’s questions.`,
  );

export const signoffEnded = (): DomainError =>
  new DomainError('gone', 'link_ended', 'This link has ended. It was for one answer.');

export const signoffSuperseded = (): DomainError =>
  new DomainError(
    'conflict',
    'signoff_superseded',
    'The text changed since you were asked. If your words still need your yes, another mail asks for it.',
  );
