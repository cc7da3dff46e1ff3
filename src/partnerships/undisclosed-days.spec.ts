import { undisclosedDays } from './undisclosed-days.js';

describe('undisclosed days', () => {
  it.each([
    [
      'Pittsburg: active 12 March, announced 22 April 2019',
      '2019-03-12',
      '2019-04-22',
      null,
      '2019-06-01',
      41,
    ],
    ['still silent: counted to today', '2019-03-12', null, null, '2019-03-31', 19],
    ['ended without a word: counted to the end', '2019-03-12', null, '2019-05-01', '2020-01-01', 50],
    [
      'announced after the end: the announcement decides',
      '2019-03-12',
      '2019-06-01',
      '2019-05-01',
      '2020-01-01',
      81,
    ],
    ['announced before it was active', '2019-03-12', '2019-03-01', null, '2019-04-01', 0],
    ['announced the day it became active', '2019-03-12', '2019-03-12', null, '2019-04-01', 0],
    ['never active', null, null, null, '2019-04-01', 0],
    ['across a leap day', '2020-02-28', '2020-03-01', null, '2020-04-01', 2],
  ])('%s', (_name, activeOn, announcedOn, endedOn, today, days) => {
    expect(undisclosedDays({ activeOn, announcedOn, endedOn }, today)).toBe(days);
  });
});
