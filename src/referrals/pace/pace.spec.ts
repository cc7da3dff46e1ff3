import { fullWeeks, paceOf } from './pace.js';

describe('full weeks', () => {
  const day = (on: string, count = 1) => ({ day: on, count });

  it.each([
    ['none, since today is not over', '2019-06-03', '2019-05-28', []],
    ['one that began on the active day', '2019-06-03', '2019-05-27', [3]],
    ['two, the latest first', '2019-06-03', '2019-05-20', [3, 5]],
    ['eight at most', '2019-06-03', '2019-01-01', [3, 5, 0, 0, 0, 0, 0, 7]],
  ])('%s', (_, today, activeOn, weeks) => {
    const days = [
      day('2019-06-03', 100),
      day('2019-06-02', 2),
      day('2019-05-27'),
      day('2019-05-26', 5),
      day('2019-04-08', 7),
      day('2019-04-07', 50),
    ];
    expect(fullWeeks(days, activeOn, today)).toEqual(weeks);
  });
});

describe('the pace', () => {
  it.each([
    ['unknown before the first week', [], null],
    ['of the weeks there are', [4, 2], { lately: 3, before: null, change: null }],
    ['twice as fast', [4, 4, 4, 4, 2, 2, 2, 2], { lately: 4, before: 2, change: 1 }],
    ['half as fast, of five weeks', [1, 1, 1, 1, 2], { lately: 1, before: 2, change: -0.5 }],
    ['begun from nothing', [1, 0, 0, 3, 0, 0, 0, 0], { lately: 1, before: 0, change: null }],
    ['come to a stop', [0, 0, 0, 0, 8, 0, 0, 0], { lately: 0, before: 2, change: -1 }],
  ])('%s', (_, weeks, pace) => {
    expect(paceOf(weeks)).toEqual(pace);
  });
});
