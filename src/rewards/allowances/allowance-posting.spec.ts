import fc from 'fast-check';
import { runs } from '../../../test/support/size.js';
import { faultsInSteps } from '../reward-states.js';
import { allowanceAccounts, allowancePostings } from './allowance-posting.js';
import { ALLOWANCE_STATES, ALLOWANCE_STEPS, LAST_ALLOWANCE_STATES } from './allowance-states.js';

describe('the life of an allowance', () => {
  it('has no unreachable state and no unintended end, and is told when a step is missing', () => {
    const faults = (steps: Parameters<typeof faultsInSteps>[0]): string[] =>
      faultsInSteps(steps, ALLOWANCE_STATES, LAST_ALLOWANCE_STATES, 'allowance');
    expect(faults(ALLOWANCE_STEPS)).toEqual([]);
    const { activation: _activation, ...without } = ALLOWANCE_STEPS;
    expect(faults(without)).toContain('No step leads to the allowance state active');
  });
});

describe('posting the steps of an allowance', () => {
  it('promises at acceptance, moves what is used, and releases the rest', () => {
    const said = (step: keyof typeof ALLOWANCE_STEPS, units: number, cents: number): string[] =>
      allowancePostings('discount', step, { units, cents }).map((p) => `${p.account} ${p.units} ${p.cents}`);
    expect(said('offer', 10, 50_000)).toEqual([]);
    expect(said('acceptance', 10, 50_000)).toEqual(['program -10 -50000', 'discount_promised 10 50000']);
    expect(said('use', 3, 15_000)).toEqual(['discount_promised -3 -15000', 'discount_used 3 15000']);
    expect(said('reversal', 3, 15_000)).toEqual(['discount_used -3 -15000', 'discount_promised 3 15000']);
    expect(said('closing', 0, 5_000)).toEqual(['discount_promised 0 -5000', 'program 0 5000']);
    expect(said('closing', 0, 0)).toEqual([]);
  });

  it('leaves in its accounts what was given and the rest, whatever was reported', () => {
    const report = fc.record({
      units: fc.integer({ min: 1, max: 9 }),
      cents: fc.integer({ min: 1, max: 900 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom('discount' as const, 'subsidy' as const),
        fc.array(report),
        (kind, reports) => {
          const { promised, given } = allowanceAccounts(kind);
          const sum = new Map<string, number>();
          const post = (...step: Parameters<typeof allowancePostings>): void => {
            for (const { account, cents } of allowancePostings(...step))
              sum.set(account, (sum.get(account) ?? 0) + cents);
          };
          const used = reports.reduce((total, { cents }) => total + cents, 0);
          post(kind, 'acceptance', { units: 1_000, cents: 100_000 });
          for (const moved of reports) post(kind, 'use', moved);
          expect([sum.get(promised), sum.get(given) ?? 0]).toEqual([100_000 - used, used]);
          post(kind, 'closing', { units: 0, cents: 100_000 - used });
          expect([sum.get(promised), (sum.get('program') ?? 0) + used]).toEqual([0, 0]);
        },
      ),
      runs(50, 5_000),
    );
  });
});
