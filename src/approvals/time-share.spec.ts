import { businessCalendar } from '../platform/business-days.js';
import { instantAtShare } from './time-share.js';

const ZONE = 'America/Chicago';
const OFFICE = { ...businessCalendar([1, 2, 3, 4, 5]), from: 9, to: 17 };
const share = (from: string, due: string, percent: number, office = OFFICE) =>
  instantAtShare(new Date(from), new Date(due), percent, office, ZONE).toISOString();

describe('the share of a reviewer’s time that is over', () => {
  // Thursday 11 April 2019, 13:00 CDT; due Monday 15 April, 17:00: 4 + 8 + 8 open hours.
  const [from, due] = ['2019-04-11T18:00:00Z', '2019-04-15T22:00:00Z'];

  it('is counted in open hours: the weekend does not pass', () => {
    expect(share(from, due, 50)).toBe('2019-04-12T20:00:00.000Z'); // Friday 15:00
    expect(share(from, due, 100)).toBe(due.replace('Z', '.000Z'));
    expect(share(from, due, 150)).toBe('2019-04-17T16:00:00.000Z'); // ten open hours on: Wednesday 11:00
  });

  it('begins when the office opens, for what came in at night', () => {
    expect(share('2019-04-12T04:00:00Z', '2019-04-12T22:00:00Z', 50)).toBe('2019-04-12T18:00:00.000Z');
  });

  it('passes over a day off, and keeps local hours over the change of the clocks', () => {
    // Friday 24 May to Tuesday 28 May 2019 with Memorial Day between: 8 + 8 hours, half of them at Friday's end.
    expect(share('2019-05-24T14:00:00Z', '2019-05-28T22:00:00Z', 75)).toBe('2019-05-28T18:00:00.000Z');
    expect(share('2019-03-08T15:00:00Z', '2019-03-11T22:00:00Z', 75)).toBe('2019-03-11T18:00:00.000Z');
  });

  it('counts every hour for an office that never opens', () => {
    const closed = { ...businessCalendar([]), from: 9, to: 17 };
    expect(share('2019-04-11T00:00:00Z', '2019-04-13T00:00:00Z', 50, closed)).toBe(
      '2019-04-12T00:00:00.000Z',
    );
  });
});
