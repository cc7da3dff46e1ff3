import { PARTNERSHIP_STATES, PARTNERSHIP_STEPS, faultsOfLife, mayStep } from './partnership-life.js';

describe('the life of a partnership', () => {
  it('has no state that cannot be entered or left for the end', () => {
    expect(faultsOfLife(PARTNERSHIP_STEPS, 'signed', 'ended')).toEqual([]);
  });

  it('allows exactly the steps of the table', () => {
    const allowed = PARTNERSHIP_STATES.flatMap((from) =>
      PARTNERSHIP_STATES.filter((to) => from !== to && mayStep(from, to)).map((to) => `${from}>${to}`),
    );
    expect(allowed).toEqual([
      'signed>active',
      'signed>announced',
      'signed>ended',
      'active>announced',
      'active>ended',
      'announced>ended',
    ]);
  });

  it('names the faults of a broken table', () => {
    const broken = { a: ['b'], b: [], c: ['a'] } as const;
    expect(faultsOfLife<'a' | 'b' | 'c'>(broken, 'a', 'b')).toEqual(['nothing leads from a to c']);
    expect(faultsOfLife<'a' | 'b' | 'c'>({ a: ['b', 'c'], b: [], c: [] }, 'a', 'c')).toEqual([
      'b cannot reach c',
    ]);
  });
});
