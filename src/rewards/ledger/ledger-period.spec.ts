import { neighboursOf, PERIOD_PATTERN, periodNamed, periodOn } from './ledger-period.js';

describe('a period of the ledger', () => {
  it.each([
    ['2019', 'year', '2019-01-01', '2019-12-31', '2018', '2020'],
    ['2019-Q1', 'quarter', '2019-01-01', '2019-03-31', '2018-Q4', '2019-Q2'],
    ['2019-Q4', 'quarter', '2019-10-01', '2019-12-31', '2019-Q3', '2020-Q1'],
    ['2020-02', 'month', '2020-02-01', '2020-02-29', '2020-01', '2020-03'],
    ['2019-12', 'month', '2019-12-01', '2019-12-31', '2019-11', '2020-01'],
  ])('%s is a %s from %s to %s, between %s and %s', (name, unit, from, to, before, after) => {
    const period = periodNamed(name);
    expect(period).toEqual({ name, unit, from, to });
    expect(neighboursOf(period)).toEqual({ before, after });
    expect(periodOn(to, period.unit)).toEqual(period);
  });

  it.each(['2019-13', '2019-00', '2019-Q5', '2019-5', '19', '2019-05-01', '1989'])('%s is none', (name) => {
    expect(PERIOD_PATTERN.test(name)).toBe(false);
    expect(() => periodNamed(name)).toThrow(RangeError);
  });
});
