import fc from 'fast-check';
import { businessCalendar, isBusinessDay } from '../../platform/business-days.js';
import { localDate, localTime } from '../../platform/local-time.js';
import { runs } from '../../../test/support/size.js';
import { nextOpening, sendTime } from './send-time.js';

const OFFICE = { ...businessCalendar([1, 2, 3, 4, 5]), from: 9, to: 17 };
const CHICAGO = 'America/Chicago';
const at = (iso: string) => new Date(iso);
const due = (iso: string, days: number, zone = CHICAGO) =>
  sendTime(at(iso), days, OFFICE, zone).toISOString();

describe('when a follow-up goes out', () => {
  it.each([
    ['within the hours, two business days on', '2019-02-26T16:20:00Z', 2, '2019-02-28T16:20:00.000Z'],
    ['over the weekend', '2019-03-01T16:20:00Z', 1, '2019-03-04T16:20:00.000Z'],
    [
      'late in the evening counts as of the next opening',
      '2019-02-27T03:00:00Z',
      1,
      '2019-02-28T15:00:00.000Z',
    ],
    [
      'early in the morning counts as of the same opening',
      '2019-02-27T11:00:00Z',
      1,
      '2019-02-28T15:00:00.000Z',
    ],
    ['over Memorial Day', '2019-05-24T16:20:00Z', 1, '2019-05-28T16:20:00.000Z'],
    ['on a holiday counts as of the day after', '2019-05-27T16:20:00Z', 0, '2019-05-28T14:00:00.000Z'],
    ['on a Saturday counts as of Monday', '2019-03-02T18:00:00Z', 3, '2019-03-07T15:00:00.000Z'],
    ['at once when no day has to pass', '2019-02-26T16:20:00Z', 0, '2019-02-26T16:20:00.000Z'],
    [
      'the clock of the department goes on through daylight saving',
      '2019-03-08T16:00:00Z',
      1,
      '2019-03-11T15:00:00.000Z',
    ],
  ])('%s', (_words, from, days, expected) => {
    expect(due(from, days)).toBe(expected);
  });

  it('reads the department’s clock, not the vendor’s', () => {
    expect(due('2019-02-26T16:20:00Z', 0, 'America/Los_Angeles')).toBe('2019-02-26T17:00:00.000Z');
  });

  it('falls into open hours of open days, never before what it follows, and later for more days', () => {
    const week = fc
      .tuple(
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        fc.integer({ min: 0, max: 22 }),
      )
      .chain(([days, from]) =>
        fc.integer({ min: from + 1, max: 24 }).map((to) => ({ ...businessCalendar(days), from, to })),
      );
    const instant = fc
      .integer({ min: Date.UTC(2018, 0, 1), max: Date.UTC(2030, 0, 1) })
      .map((ms) => new Date(ms));
    const zone = fc.constantFrom(
      CHICAGO,
      'America/New_York',
      'Pacific/Honolulu',
      'America/Phoenix',
      'America/Anchorage',
    );
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 30 }), week, zone, (from, days, hours, where) => {
        const when = sendTime(from, days, hours, where);
        expect(when.getTime()).toBeGreaterThanOrEqual(from.getTime());
        expect(isBusinessDay(localDate(when, where), hours)).toBe(true);
        const { hour } = localTime(when, where);
        expect(hour).toBeLessThan(hours.to);
        // Where clocks are put forward at the opening hour, it opens an hour late.
        expect(hour).toBeGreaterThanOrEqual(hours.from);
        expect(nextOpening(when, hours, where)).toEqual(when);
        expect(sendTime(from, days + 1, hours, where).getTime()).toBeGreaterThan(when.getTime());
      }),
      runs(60, 3_000),
    );
  });
});
