import { creditPerDownload, termsOn } from './terms.js';

const v = (version: number, fromDate: string) => ({ version, fromDate });

describe('terms in force', () => {
  const versions = [v(2, '2019-06-01'), v(1, '2019-02-28'), v(3, '2019-06-01')];
  it.each([
    ['before the first version, the first', '2019-01-01', 1],
    ['on its first day', '2019-02-28', 1],
    ['the day before the change', '2019-05-31', 1],
    ['from the change, and the later of two of the same day', '2019-06-01', 3],
    ['long after', '2024-01-01', 3],
  ])('%s', (_name, date, version) => {
    expect(termsOn(versions, date)?.version).toBe(version);
  });

  it('knows none where there are none', () => {
    expect(termsOn([], '2019-01-01')).toBeUndefined();
  });
});

describe('credit per download', () => {
  it.each([
    ['$10 each toward $200 is 20 downloads', 20_000, 20, undefined, 1_000],
    ['stated the same', 20_000, 20, 1_000, 1_000],
    ['stated another way round', 20_000, 20, 500, undefined],
    ['rounded up, never short of the price', 19_999, 20, undefined, 1_000],
    ['a price that no whole credit shares over that many downloads', 5, 4, undefined, undefined],
    ['nothing', 0, 20, 0, undefined],
  ])('%s', (_name, fmv, per, stated, credit) => {
    expect(creditPerDownload(fmv, per, stated)).toBe(credit);
  });
});
