import { beginOf, periodOf, quarterEnds, unitLabel, unitsOf } from './report-period.js';

describe('the days of a report', () => {
  it('are the year up to today unless others are asked for', () => {
    expect(periodOf({}, '2019-03-20')).toEqual({ from: '2018-03-20', to: '2019-03-20', unit: 'month' });
    expect(periodOf({ from: '2017-01-01', to: '2019-03-20' }, '2019-03-20').unit).toBe('quarter');
    expect(periodOf({ from: '2010-01-01' }, '2019-03-20').unit).toBe('year');
    expect(periodOf({ from: '2020-01-01', to: 'soon' }, '2019-03-20')).toMatchObject({
      from: '2019-03-20',
      to: '2019-03-20',
    });
  });

  it('are counted by every unit they touch', () => {
    expect(unitsOf({ from: '2018-11-30', to: '2019-01-01', unit: 'month' })).toEqual([
      '2018-11-01',
      '2018-12-01',
      '2019-01-01',
    ]);
    expect(beginOf('2019-08-31', 'quarter')).toBe('2019-07-01');
    expect(unitLabel('2019-07-01', 'quarter')).toBe('Q3 19');
    expect(unitLabel('2019-07-01', 'month')).toBe('Jul 19');
  });

  it('end quarters on their last day, and the running one on the last day asked for', () => {
    expect(quarterEnds('2018-10-05', '2019-02-28', 8)).toEqual(['2018-12-31', '2019-02-28']);
    expect(quarterEnds('2015-01-01', '2019-03-31', 2)).toEqual(['2018-12-31', '2019-03-31']);
  });
});
