import { checkReviewLife, mayMove, REVIEW_LIFE, type ReviewState } from './review-life.js';

describe('the life of a review', () => {
  it('is a table every state of which can be reached', () => {
    expect(() => checkReviewLife()).not.toThrow();
  });

  it('is refused at boot when a state is lost or unknown', () => {
    expect(() => checkReviewLife({ ...REVIEW_LIFE, lost: [] })).toThrow('lost');
    expect(() => checkReviewLife({ ...REVIEW_LIFE, pending: ['nowhere'] })).toThrow('nowhere');
  });

  it('never leaves a decided state', () => {
    const decided: ReviewState[] = [
      'approved',
      'changes_requested',
      'rejected',
      'no_objection',
      'superseded',
    ];
    for (const from of decided)
      for (const to of Object.keys(REVIEW_LIFE)) expect(mayMove(from, to as ReviewState)).toBe(false);
  });

  it('does not decide a review whose step has not come', () => {
    expect(mayMove('waiting', 'approved')).toBe(false);
    expect(mayMove('waiting', 'no_objection')).toBe(false);
    expect(mayMove('waiting', 'pending')).toBe(true);
  });
});
