import fc from 'fast-check';
import { deficitOf, issuedCount, MOVABLE, planIssue } from './issuing.js';
import type { IssuedReward } from './issuing.js';
import type { RewardState } from './reward-states.js';
import { runs } from '../../test/support/size.js';

const rewards = (...states: RewardState[]): IssuedReward[] =>
  states.map((state, i) => ({ ordinal: i + 1, state }));

function apply(before: IssuedReward[], earned: number): IssuedReward[] {
  const plan = planIssue(before, earned);
  const after = before.map((r) => ({
    ...r,
    state: plan.voided.includes(r.ordinal)
      ? ('voided' as const)
      : plan.revived.includes(r.ordinal)
        ? ('accrued' as const)
        : r.state,
  }));
  return [...after, ...plan.created.map((ordinal) => ({ ordinal, state: 'accrued' as const }))];
}

describe('issuing rewards', () => {
  it.each<[string, IssuedReward[], number, object]>([
    ['the first', [], 1, { created: [1], revived: [], voided: [] }],
    ['two at once', rewards('offered'), 3, { created: [2, 3], revived: [], voided: [] }],
    [
      'nothing when all are issued',
      rewards('offered', 'declined'),
      2,
      { created: [], revived: [], voided: [] },
    ],
    [
      'nothing taken back once offered',
      rewards('offered', 'shipped'),
      1,
      { created: [], revived: [], voided: [] },
    ],
    [
      'the newest accrued row voided',
      rewards('offered', 'accrued', 'accrued'),
      2,
      { voided: [3], created: [], revived: [] },
    ],
    [
      'the same row back when earned again',
      rewards('offered', 'voided'),
      2,
      { revived: [2], created: [], voided: [] },
    ],
    ['no replacement for a returned one', rewards('returned'), 1, { created: [], revived: [], voided: [] }],
  ])('%s', (_, before, earned, plan) => {
    expect(planIssue(before, earned)).toEqual(plan);
  });

  it('follows the story: four issued, one reversed, the next earned only past the deficit', () => {
    const four = rewards('delivered', 'offered', 'offered', 'offered');
    expect(deficitOf(issuedCount(four), 3)).toBe(1);
    expect(apply(four, 3)).toEqual(four);
    expect(apply(four, 4)).toEqual(four);
    expect(planIssue(four, 5).created).toEqual([5]);
  });

  it('never leaves fewer issued than earned, nor an accrued row in a deficit, and settling twice changes nothing', () => {
    const state = fc.constantFrom<RewardState>(
      'accrued',
      'offered',
      'shipped',
      'declined',
      'returned',
      'voided',
    );
    fc.assert(
      fc.property(fc.array(state, { maxLength: 12 }), fc.nat(15), (states, earned) => {
        const after = apply(rewards(...states), earned);
        expect(issuedCount(after)).toBeGreaterThanOrEqual(earned);
        if (deficitOf(issuedCount(after), earned) > 0) {
          expect(after.some((r) => r.state === 'accrued')).toBe(false);
        }
        expect(planIssue(after, earned)).toEqual({ voided: [], revived: [], created: [] });
        // A settlement reads only those it may change, and two figures about all.
        const all = rewards(...states);
        const movable = all.filter((r) => MOVABLE.includes(r.state));
        const standing = { issued: issuedCount(all), last: all.length };
        expect(planIssue(movable, earned, standing)).toEqual(planIssue(all, earned));
      }),
      runs(100, 20_000),
    );
  });
});
