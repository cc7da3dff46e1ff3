import { dueWords } from './due.js';

describe('a due day on a card', () => {
  const today = '2019-04-15';

  it('says today, and marks what is past', () => {
    expect(dueWords('2019-04-15', today)).toEqual({ words: 'Today', tone: 'is-today' });
    expect(dueWords('2019-04-03', today)).toEqual({ words: '3 Apr', tone: 'is-late' });
    expect(dueWords('2018-12-10', today)).toEqual({ words: '10 Dec 2018', tone: 'is-late' });
  });

  it('names the weekday within three weeks, the month past them', () => {
    expect(dueWords('2019-04-22', today)).toEqual({ words: 'Mon 22', tone: '' });
    expect(dueWords('2019-06-30', today)).toEqual({ words: '30 Jun', tone: '' });
  });
});
