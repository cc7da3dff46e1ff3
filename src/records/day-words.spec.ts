import { appInWords, dayInWords, monthsBetween, shortMonth } from './day-words.js';

describe('days in words', () => {
  it('writes a day for a sentence, and leaves an absent one absent', () => {
    expect(dayInWords('2019-02-28')).toBe('28 February 2019');
    expect(dayInWords(null)).toBeNull();
    expect(shortMonth('2019-12')).toBe('Dec');
  });

  it('names every month between two days, over the turn of a year', () => {
    expect(monthsBetween('2018-11-30', '2019-02-01')).toEqual(['2018-11', '2018-12', '2019-01', '2019-02']);
    expect(monthsBetween('2019-03-12', '2019-03-12')).toEqual(['2019-03']);
    expect(monthsBetween('2019-03-12', '2019-02-28')).toEqual([]);
  });

  it('does not say app twice', () => {
    expect(appInWords('Hallam')).toBe('the Hallam app');
    expect(appInWords('the app')).toBe('the app');
  });
});
