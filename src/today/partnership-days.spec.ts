import { partnershipDays } from './partnership-days.js';

describe('the days of a partnership', () => {
  const story = { signedOn: '2019-02-28', activeOn: '2019-03-12', announcedOn: '2019-04-22', endedOn: null };

  it('fall into three stretches', () => {
    expect(partnershipDays(story, '2019-05-07').map(({ name, days }) => [name, days])).toEqual([
      ['Green lit', 12],
      ['Active', 41],
      ['Announced', 15],
    ]);
  });

  it('count untold days up to today, or to the end', () => {
    const untold = { ...story, announcedOn: null };
    expect(partnershipDays(untold, '2019-04-01').at(-1)).toMatchObject({ kind: 'undisclosed', days: 20 });
    expect(partnershipDays({ ...untold, endedOn: '2019-03-20' }, '2019-04-01').at(-1)).toMatchObject({
      days: 8,
    });
  });

  it('know no untold days when the announcement came first', () => {
    const early = { ...story, announcedOn: '2019-03-01' };
    expect(partnershipDays(early, '2019-03-20').map(({ kind }) => kind)).toEqual(['quiet', 'public']);
  });

  it('are none on the day of the green light', () => {
    expect(partnershipDays({ ...story, activeOn: null, announcedOn: null }, '2019-02-28')).toEqual([]);
  });
});
