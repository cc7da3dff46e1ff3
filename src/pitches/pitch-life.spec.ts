import { canMove, faultsOf, reachable, STAGES, STEPS } from './pitch-life.js';

describe('the life of a pitch', () => {
  it('has no stage that cannot be reached or left', () => {
    expect(faultsOf(STEPS)).toEqual([]);
  });

  it('would be told of a broken table', () => {
    expect(faultsOf({ ...STEPS, dormant: [] })).toContain('dormant cannot be left');
    expect(faultsOf({ ...STEPS, legal_review: ['nowhere'] })).toEqual(
      expect.arrayContaining(['legal_review leads to the unknown nowhere', 'green_lit cannot be reached']),
    );
    expect(faultsOf({ ...STEPS, prospect: ['prospect'] })).toContain('prospect leads to itself');
  });

  it('may skip forward and go back among the open stages', () => {
    expect(canMove('prospect', 'legal_review')).toBe(true);
    expect(canMove('in_discussion', 'contacted')).toBe(true);
  });

  it('gives the green light from legal review alone', () => {
    expect(STAGES.filter((stage) => canMove(stage, 'green_lit'))).toEqual(['legal_review']);
  });

  it('reopens what was declined or dormant, but not as green lit', () => {
    expect(reachable('declined')).toEqual([
      'prospect',
      'contacted',
      'pitched',
      'in_discussion',
      'legal_review',
    ]);
    expect(canMove('dormant', 'declined')).toBe(true);
  });
});
