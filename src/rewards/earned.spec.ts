import fc from 'fast-check';
import { earn, spreadOverYears, termsOfOrdinal, thresholdOf } from './earned.js';
import type { EarningTerms, QualifyingCount } from './earned.js';
import { runs } from '../../test/support/size.js';

const per20: EarningTerms = {
  id: 'v1',
  fromDate: '2019-02-28',
  form: 'device',
  downloadsPerDevice: 20,
  creditCents: null,
  deviceFmvCents: 20_000,
  capDevices: null,
  capPer: null,
};
const count = (qualifying: number, termsVersionId = 'v1', year = 2019): QualifyingCount => ({
  termsVersionId,
  year,
  qualifying,
});

describe('devices earned under one version of the terms', () => {
  it.each([
    [0, 0, 0],
    [19, 0, 19],
    [20, 1, 0],
    [43, 2, 3],
    [78, 3, 18],
    [79, 3, 19],
    [80, 4, 0],
    [100, 5, 0],
  ])('%i qualifying earn %i, %i carried', (qualifying, earned, remainder) => {
    expect(earn([per20], [count(qualifying)])).toMatchObject({ qualifying, earned, remainder, lost: [] });
  });

  it('pays a device by credit with the download that reaches its price', () => {
    const credit = { ...per20, form: 'credit' as const, downloadsPerDevice: null, creditCents: 1_000 };
    expect(thresholdOf(credit)).toBe(20);
    expect(thresholdOf({ ...credit, deviceFmvCents: 19_900 })).toBe(20);
    expect(earn([credit], [count(43)])).toMatchObject({ earned: 2, remainder: 3 });
  });

  it('refuses terms without a threshold', () => {
    expect(() => thresholdOf({ ...per20, downloadsPerDevice: 0 })).toThrow(RangeError);
    expect(() => thresholdOf({ ...per20, form: 'credit', creditCents: 0 })).toThrow(RangeError);
  });
});

describe('devices earned over a change of terms', () => {
  const per30 = {
    ...per20,
    id: 'v2',
    fromDate: '2019-06-01',
    downloadsPerDevice: 30,
    deviceFmvCents: 25_000,
  };

  it('carries the remainder on as downloads', () => {
    const result = earn([per20, per30], [count(43), count(27, 'v2')]);
    expect(result).toMatchObject({ earned: 3, remainder: 0 });
    expect([1, 2, 3, 4].map((n) => termsOfOrdinal(result, n))).toEqual(['v1', 'v1', 'v2', undefined]);
  });

  it('lets carried downloads alone reach a lower threshold', () => {
    const per10 = { ...per20, id: 'v2', downloadsPerDevice: 10 };
    expect(earn([per20, per10], [count(19)])).toMatchObject({ earned: 1, remainder: 9 });
  });
});

describe('caps', () => {
  it('loses the devices over a cap for the term, with the reason', () => {
    const capped = { ...per20, capDevices: 2, capPer: 'term' as const };
    const result = earn([capped], [count(50), count(45, 'v1', 2020)]);
    expect(result).toMatchObject({ earned: 2, remainder: 15 });
    expect(result.lost.map((l) => [l.devices, l.reason])).toEqual([
      [2, 'Over the cap of 2 devices under these terms'],
    ]);
  });

  it('starts a yearly cap afresh each year', () => {
    const capped = { ...per20, capDevices: 1, capPer: 'year' as const };
    const result = earn([capped], [count(45), count(40, 'v1', 2020)]);
    expect(result).toMatchObject({ earned: 2, remainder: 5 });
    expect(result.lost.map((l) => l.reason)).toEqual([
      'Over the cap of 1 device a year, in 2019',
      'Over the cap of 1 device a year, in 2020',
    ]);
  });
});

describe('the rule for any counts', () => {
  const anyTerms = fc
    .array(
      fc.record({
        downloadsPerDevice: fc.integer({ min: 1, max: 50 }),
        capDevices: fc.option(fc.integer({ min: 0, max: 5 })),
        capPer: fc.constantFrom('year' as const, 'term' as const),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((list) =>
      list.map((t, i): EarningTerms => ({
        ...per20,
        ...t,
        id: `v${i + 1}`,
        capPer: t.capDevices === null ? null : t.capPer,
      })),
    );
  const anyCounts = fc.array(
    fc.record({
      termsVersionId: fc.constantFrom('v1', 'v2', 'v3', 'v4'),
      year: fc.integer({ min: 2018, max: 2021 }),
      qualifying: fc.integer({ min: 0, max: 200 }),
    }),
    { maxLength: 12 },
  );
  const known = (terms: EarningTerms[], counts: QualifyingCount[]) =>
    counts.filter((c) => terms.some((t) => t.id === c.termsVersionId));

  it('gives the same answer whatever the order and split of the counts', () => {
    fc.assert(
      fc.property(anyTerms, anyCounts, fc.integer(), (terms, counts, seed) => {
        const mixed = counts
          .flatMap((c) => {
            const first = Math.abs(seed) % (c.qualifying + 1);
            return [
              { ...c, qualifying: first },
              { ...c, qualifying: c.qualifying - first },
            ];
          })
          .reverse();
        expect(earn(terms, known(terms, mixed))).toEqual(earn(terms, known(terms, counts)));
      }),
      runs(100, 20_000),
    );
  });

  it('accounts for every download: in a device, in a lost one, or carried', () => {
    fc.assert(
      fc.property(anyTerms, anyCounts, (terms, counts) => {
        const mine = known(terms, counts);
        const result = earn(terms, mine);
        const per = new Map(terms.map((t) => [t.id, thresholdOf(t)]));
        const used = [...result.runs, ...result.lost].reduce(
          (sum, r) => sum + r.devices * per.get(r.termsVersionId)!,
          0,
        );
        expect(used + result.remainder).toBe(mine.reduce((sum, c) => sum + c.qualifying, 0));
        expect(result.remainder).toBeLessThan(thresholdOf(terms.at(-1)!));
        expect(result.runs.reduce((sum, r) => sum + r.devices, 0)).toBe(result.earned);
      }),
      runs(100, 20_000),
    );
  });

  it('never earns fewer for one more download under the same terms', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000 }), fc.option(fc.integer({ min: 0, max: 9 })), (n, cap) => {
        const terms = [{ ...per20, capDevices: cap, capPer: cap === null ? null : ('term' as const) }];
        const [a, b] = [earn(terms, [count(n)]).earned, earn(terms, [count(n + 1)]).earned];
        expect(b - a === 0 || b - a === 1).toBe(true);
      }),
      runs(100, 20_000),
    );
  });
});

describe('spreading a total over years', () => {
  it('puts what is new in the year of the decision and takes back from the newest', () => {
    const after2019 = spreadOverYears([], 'v1', 43, 2019);
    const after2020 = spreadOverYears(after2019, 'v1', 50, 2020);
    expect(after2020).toEqual([count(43), count(7, 'v1', 2020)]);
    expect(spreadOverYears(after2020, 'v1', 40, 2020)).toEqual([count(40)]);
  });

  it('always adds up to the total', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 2018, max: 2022 }))), (changes) => {
        let counts: QualifyingCount[] = [];
        for (const [total, year] of changes) {
          counts = spreadOverYears(counts, 'v1', total, year);
          expect(counts.reduce((sum, c) => sum + c.qualifying, 0)).toBe(total);
        }
      }),
      runs(100, 20_000),
    );
  });
});
