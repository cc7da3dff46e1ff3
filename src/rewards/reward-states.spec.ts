import { REWARD_STATES, REWARD_STEPS, faultsInSteps, mayStep, stepsFrom } from './reward-states.js';
import type { RewardState, RewardStepName } from './reward-states.js';
import { accountOf } from './ledger-posting.js';

describe('the life of a reward', () => {
  it('has no unreachable state and no unintended end', () => {
    expect(faultsInSteps(REWARD_STEPS)).toEqual([]);
  });

  it('is told when a step is taken out of the table', () => {
    const { offer: _offer, ...rest } = REWARD_STEPS;
    expect(faultsInSteps(rest)).toContain('No step leads to the reward state offered');
    const { replacement: _replacement, ...stuck } = REWARD_STEPS;
    expect(faultsInSteps(stuck)).toEqual(['No step leads out of the reward state lost']);
  });

  it.each<[RewardState, RewardStepName[]]>([
    ['accrued', ['offer', 'voiding']],
    ['offered', ['acceptance', 'refusal']],
    ['accepted', ['approval']],
    ['approved', ['shipment']],
    ['shipped', ['delivery', 'loss', 'return']],
    ['delivered', ['return', 'exchange']],
    ['declined', []],
    ['lost', ['replacement']],
    ['returned', []],
    ['voided', ['revival']],
  ])('from %s may go by %j', (state, steps) => {
    expect(stepsFrom(state)).toEqual(steps);
  });

  it('never ships before acceptance and approval', () => {
    for (const state of REWARD_STATES) expect(mayStep(state, 'shipment')).toBe(state === 'approved');
  });

  it('has a ledger account for every state', () => {
    for (const state of REWARD_STATES) expect(accountOf(state)).toBeTruthy();
  });
});
