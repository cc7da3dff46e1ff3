import { useFault, valueOf } from './allowance-value.js';

describe('the value of an allowance', () => {
  it.each([
    [{ kind: 'discount' as const, unitCents: 5_000, units: 100 }, 100, 500_000],
    [{ kind: 'discount' as const, unitCents: 5_000, capCents: 20_000 }, 4, 20_000],
    [{ kind: 'discount' as const, unitCents: 5_000, units: 2, capCents: 10_000 }, 2, 10_000],
    [{ kind: 'subsidy' as const, matchPercent: 100, units: 40, capCents: 300_000 }, 40, 300_000],
  ])('of %j is %i devices and %i cents', (terms, units, capCents) => {
    expect(valueOf(terms)).toMatchObject({ units, capCents });
  });

  it.each([
    [{ kind: 'discount' as const, units: 100 }, 'unitCents'],
    [{ kind: 'discount' as const, unitCents: 5_000 }, 'units'],
    [{ kind: 'discount' as const, unitCents: 5_000, capCents: 7_500 }, 'capCents'],
    [{ kind: 'discount' as const, unitCents: 5_000, units: 3, capCents: 10_000 }, 'capCents'],
    [{ kind: 'discount' as const, unitCents: 5_000, units: 1, matchPercent: 50 }, 'matchPercent'],
    [{ kind: 'discount' as const, unitCents: 100_000, units: 1_000_000 }, 'capCents'],
    [{ kind: 'subsidy' as const, units: 40, capCents: 300_000 }, 'matchPercent'],
    [{ kind: 'subsidy' as const, matchPercent: 100, capCents: 300_000 }, 'units'],
    [{ kind: 'subsidy' as const, matchPercent: 100, units: 40 }, 'capCents'],
    [{ kind: 'subsidy' as const, matchPercent: 100, units: 40, capCents: 1, unitCents: 1 }, 'unitCents'],
  ])('of %j is refused at %s', (terms, field) => {
    expect(valueOf(terms)).toMatchObject({ field });
  });
});

describe('a report of use', () => {
  const discount = { kind: 'discount' as const, unitCents: 5_000, matchPercent: null };
  const subsidy = { kind: 'subsidy' as const, unitCents: null, matchPercent: 50 };

  it('says no more than the terms give for so much', () => {
    expect(useFault(discount, { units: 3, amountCents: 15_000 })).toBeNull();
    expect(useFault(discount, { units: 3, amountCents: 15_001 })).toMatchObject({ field: 'amountCents' });
    expect(useFault(subsidy, { units: 3, amountCents: 15_000, citySpentCents: 30_000 })).toBeNull();
    expect(useFault(subsidy, { units: 3, amountCents: 15_001, citySpentCents: 30_001 })).toMatchObject({
      field: 'amountCents',
    });
  });

  it('tells of the city’s money only where it is matched', () => {
    expect(useFault(discount, { units: 1, amountCents: 1, citySpentCents: 1 })).toMatchObject({
      field: 'citySpentCents',
    });
    expect(useFault(subsidy, { units: 1, amountCents: 1 })).toMatchObject({ field: 'citySpentCents' });
  });
});
