import { checkDraftLife, DRAFT_LIFE, type DraftState, nextState } from './draft-life.js';

const STATES = Object.keys(DRAFT_LIFE) as DraftState[];

describe('the life of a draft', () => {
  it('is a table every state of which can be reached', () => {
    expect(() => checkDraftLife()).not.toThrow();
    expect(() => checkDraftLife({ ...DRAFT_LIFE, lost: {} })).toThrow('lost');
    expect(() => checkDraftLife({ ...DRAFT_LIFE, draft: { submit: 'nowhere' } })).toThrow('nowhere');
  });

  it('releases only what is approved', () => {
    expect(STATES.filter((state) => nextState(state, 'release'))).toEqual(['approved']);
  });

  it('voids an approval by saving another text, wherever the draft stands before its release', () => {
    for (const state of ['submitted', 'in_review', 'approved'] as const)
      expect(nextState(state, 'save')).toBe('draft');
  });

  it('sends back and rejects only from review', () => {
    expect(STATES.filter((state) => nextState(state, 'ask_for_changes'))).toEqual(['in_review']);
    expect(STATES.filter((state) => nextState(state, 'reject'))).toEqual(['in_review']);
  });

  it('changes a released text only by a correction', () => {
    expect(nextState('released', 'save')).toBeNull();
    expect(nextState('released', 'withdraw')).toBeNull();
    expect(nextState('released', 'correct')).toBe('draft');
  });

  it('ends with withdrawal and recall', () => {
    expect(DRAFT_LIFE.withdrawn).toEqual({});
    expect(DRAFT_LIFE.recalled).toEqual({});
  });
});
