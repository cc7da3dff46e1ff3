import { type CountChange, countKey, sumChanges } from './counting.js';

const change = (by: number, rest: Partial<CountChange> = {}): CountChange => ({
  partnershipId: 'p1',
  termsVersionId: 't1',
  year: 2019,
  disposition: 'qualifying',
  departmentId: 'd1',
  by,
  ...rest,
});

describe('changes of counters', () => {
  it('adds up what touches the same counter', () => {
    expect(sumChanges([change(1), change(1), change(1, { year: 2020 })])).toEqual([
      change(2),
      change(1, { year: 2020 }),
    ]);
  });

  it('leaves alone what cancels out', () => {
    expect(sumChanges([change(1), change(-1), change(-1, { disposition: 'fraud' })])).toEqual([
      change(-1, { disposition: 'fraud' }),
    ]);
  });

  it('comes in one order, whatever the order it is given in', () => {
    const changes = [change(1, { partnershipId: 'p2' }), change(1), change(1, { disposition: 'fraud' })];
    expect(sumChanges([...changes].reverse())).toEqual(sumChanges(changes));
  });

  it('counts nothing that is nobody’s', () => {
    const nobody = {
      departmentId: null,
      partnershipId: null,
      termsVersionId: null,
      matchedAlias: null,
      occurredOn: null,
    };
    expect(countKey({ ...nobody, disposition: 'unknown_code' }, 1)).toEqual([]);
  });
});
