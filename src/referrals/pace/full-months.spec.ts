import { fullMonths } from './pace.queries.js';

describe('full months', () => {
  it.each([
    [
      'of a partnership active for years',
      '2017-03-12',
      ['2018-11', '2018-12', '2019-01', '2019-02', '2019-03', '2019-04', '2019-05'],
    ],
    ['without the one it began in', '2019-03-12', ['2019-04', '2019-05']],
    ['with one that it began with', '2019-04-01', ['2019-04', '2019-05']],
    ['none yet', '2019-05-02', []],
  ])('%s', (_, activeOn, months) => {
    const counts = [
      { month: '2019-05', count: 3 },
      { month: '2019-06', count: 9 },
    ];
    const full = fullMonths(counts, activeOn, '2019-06-30');
    expect(full.map(({ month }) => month)).toEqual(months);
    expect(full.at(-1)?.count).toBe(months.length > 0 ? 3 : undefined);
  });
});
