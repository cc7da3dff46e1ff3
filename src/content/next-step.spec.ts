import { ENDED_STEP, sayWhatNext } from './next-step.js';

describe('what comes next about a text', () => {
  it('tells only those who may release it to release it', () => {
    expect(sayWhatNext('approved', false, (permission) => permission === 'drafts.release')).toMatch(
      /^Release it/,
    );
    expect(sayWhatNext('approved', false, () => false)).toMatch(/^The department releases it/);
  });

  it('asks a reader who changes nothing for nothing', () => {
    for (const state of ['draft', 'changes_requested', 'rejected'] as const)
      expect(sayWhatNext(state, false, () => false)).not.toMatch(/^(Fill|Answer|Read|Send)/);
  });

  it('says that the partnership has ended of what was not yet public, and of nothing else', () => {
    expect(sayWhatNext('approved', true, () => true)).toBe(ENDED_STEP);
    expect(sayWhatNext('released', true, () => true)).toBe('It is public.');
  });
});
