import { businessCalendar } from '../platform/business-days.js';
import { dueTime } from './due-time.js';

const HOURS = { ...businessCalendar([1, 2, 3, 4, 5]), from: 9, to: 17 };
const ZONE = 'America/Chicago';

describe('when a review is due', () => {
  it('is the close of the second business day after the day it came', () => {
    // Thursday 11 April 2019, 14:00 CDT → Monday 15 April, 17:00 CDT.
    expect(dueTime(new Date('2019-04-11T19:00:00Z'), 2, HOURS, ZONE).toISOString()).toBe(
      '2019-04-15T22:00:00.000Z',
    );
  });

  it('counts what comes after closing as received the next business day', () => {
    expect(dueTime(new Date('2019-04-11T22:00:00Z'), 2, HOURS, ZONE).toISOString()).toBe(
      '2019-04-16T22:00:00.000Z',
    );
  });

  it('counts what comes at the weekend as received on Monday', () => {
    expect(dueTime(new Date('2019-04-13T15:00:00Z'), 2, HOURS, ZONE).toISOString()).toBe(
      '2019-04-17T22:00:00.000Z',
    );
  });

  it('counts over a holiday, and what comes on one as received the day after', () => {
    // Friday 24 May 2019; Monday is Memorial Day → Wednesday 29 May, 17:00 CDT.
    expect(dueTime(new Date('2019-05-24T15:00:00Z'), 2, HOURS, ZONE).toISOString()).toBe(
      '2019-05-29T22:00:00.000Z',
    );
    expect(dueTime(new Date('2019-05-27T15:00:00Z'), 2, HOURS, ZONE).toISOString()).toBe(
      '2019-05-30T22:00:00.000Z',
    );
  });

  it('keeps local closing time over the change to daylight saving', () => {
    // Friday 8 March (CST) → Tuesday 12 March, 17:00 CDT.
    expect(dueTime(new Date('2019-03-08T16:00:00Z'), 2, HOURS, ZONE).toISOString()).toBe(
      '2019-03-12T22:00:00.000Z',
    );
  });

  it('does not loop for a desk that never opens', () => {
    expect(dueTime(new Date('2019-04-11T19:00:00Z'), 1, { ...HOURS, days: [] }, ZONE).toISOString()).toBe(
      '2019-04-13T22:00:00.000Z',
    );
  });
});
