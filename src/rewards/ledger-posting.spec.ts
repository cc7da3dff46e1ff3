import fc from 'fast-check';
import { accountOf, postingsFor } from './ledger-posting.js';
import { REWARD_STEPS, mayStep } from './reward-states.js';
import type { RewardState, RewardStepName } from './reward-states.js';
import { runs } from '../../test/support/size.js';

describe('posting the steps of a reward', () => {
  it.each<[RewardState | null, RewardState, string[]]>([
    [null, 'accrued', ['program', 'promised']],
    ['accrued', 'offered', ['promised', 'offered']],
    ['offered', 'accepted', ['offered', 'accepted']],
    ['accepted', 'approved', []],
    ['approved', 'shipped', ['accepted', 'shipped']],
    ['shipped', 'delivered', ['shipped', 'delivered']],
    ['shipped', 'lost', ['shipped', 'lost']],
    ['lost', 'approved', ['lost', 'accepted']],
    ['delivered', 'returned', ['delivered', 'returned']],
    ['accrued', 'voided', ['promised', 'program']],
    ['voided', 'accrued', ['program', 'promised']],
  ])('moves a device from %s to %s over %j', (from, to, accounts) => {
    const postings = postingsFor(from, to, 20_000);
    expect(postings.map((p) => p.account)).toEqual(accounts);
    expect(postings.map((p) => p.units)).toEqual(accounts.length ? [-1, 1] : []);
    expect(postings.map((p) => p.cents)).toEqual(accounts.length ? [-20_000, 20_000] : []);
  });

  it('takes what is exchanged through the account of returns, at the same value', () => {
    const postings = postingsFor('delivered', 'approved', 20_000, 'exchange');
    expect(postings.map(({ account, units, cents }) => `${account} ${units} ${cents}`)).toEqual([
      'delivered -1 -20000',
      'returned 1 20000',
      'returned -1 -20000',
      'accepted 1 20000',
    ]);
  });

  it('always balances, and after any walk leaves one device in the account of the last state', () => {
    const names = Object.keys(REWARD_STEPS) as RewardStepName[];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 40 }), fc.nat(100_000), (walk, fmv) => {
        let state: RewardState = 'accrued';
        const balance = new Map<string, number>();
        const post = (from: RewardState | null, to: RewardState, step?: RewardStepName) => {
          for (const p of postingsFor(from, to, fmv, step)) {
            balance.set(p.account, (balance.get(p.account) ?? 0) + p.units);
          }
        };
        post(null, state);
        for (const step of walk) {
          if (!mayStep(state, step)) continue;
          post(state, REWARD_STEPS[step].to, step);
          state = REWARD_STEPS[step].to;
        }
        const standing = [...balance].filter(([, units]) => units !== 0).map(([account]) => account);
        expect(standing.sort()).toEqual(state === 'voided' ? [] : ['program', accountOf(state)].sort());
        expect([...balance.values()].reduce((sum, units) => sum + units, 0)).toBe(0);
      }),
      runs(100, 20_000),
    );
  });
});
