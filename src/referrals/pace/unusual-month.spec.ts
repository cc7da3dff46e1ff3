import { unusualMonth } from './unusual-month.js';

describe('a month off the own pace', () => {
  it.each<[what: string, counts: number[], direction: 'more' | 'fewer' | null]>([
    ['no month at all', [], null],
    ['too few before it', [10, 10, 90], null],
    ['as always', [10, 12, 9, 11], null],
    ['twice as many, and far', [10, 10, 10, 20], 'more'],
    ['one fewer than twice as many', [10, 10, 10, 19], null],
    ['twice as many, but few', [2, 2, 2, 6], null],
    ['few, but far', [2, 2, 2, 7], 'more'],
    ['exactly three deviations', [4, 4, 4, 10], null],
    ['one more than that', [4, 4, 4, 11], 'more'],
    ['half as many, and far', [40, 40, 40, 20], 'fewer'],
    ['one more than half', [40, 40, 40, 21], null],
    ['out of nothing', [0, 0, 0, 4], 'more'],
    ['a few out of nothing', [0, 0, 0, 3], null],
    ['to nothing', [12, 12, 12, 0], 'fewer'],
    ['to nothing from little', [9, 9, 9, 0], null],
    ['by the six before, not by the seventh', [500, 10, 10, 10, 10, 10, 10, 30], 'more'],
  ])('%s', (_, counts, direction) => {
    const months = counts.map((count, at) => ({ month: `2019-${String(at + 1).padStart(2, '0')}`, count }));
    expect(unusualMonth(months)?.direction ?? null).toBe(direction);
  });

  it('tells the month, its count and what is usual', () => {
    const months = [10, 12, 11, 33].map((count, at) => ({ month: `2019-0${at + 1}`, count }));
    expect(unusualMonth(months)).toEqual({ month: '2019-04', count: 33, usual: 11, direction: 'more' });
  });
});
