import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { runs } from '../../test/support/size.js';
import { localDate } from './local-time.js';

const ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Phoenix',
  'America/St_Johns',
  'Pacific/Honolulu',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
];

describe('the local day of an instant', () => {
  it('is the one the zone’s calendar says, asked for the first time and again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.date({ min: new Date('2009-01-01'), max: new Date('2031-01-01'), noInvalidDate: true }),
        fc.integer({ min: -90_000_000, max: 90_000_000 }),
        (zone, first, apart) => {
          for (const instant of [first, new Date(first.getTime() + apart), first]) {
            const calendar = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(
              zone,
            );
            expect(localDate(instant, zone)).toBe(calendar.toPlainDate().toString());
          }
        },
      ),
      runs(200, 20_000),
    );
  });

  it.each([
    ['2019-03-10T04:59:59.999Z', 'America/New_York', '2019-03-09'],
    ['2019-03-10T05:00:00.000Z', 'America/New_York', '2019-03-10'],
    ['2019-03-11T03:59:59.999Z', 'America/New_York', '2019-03-10'],
    ['2019-03-11T04:00:00.000Z', 'America/New_York', '2019-03-11'],
    // Samoa had no 30 December 2011.
    ['2011-12-30T09:59:59.999Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00.000Z', 'Pacific/Apia', '2011-12-31'],
  ])('%s in %s is %s', (instant, zone, day) => {
    expect(localDate(new Date(instant), zone)).toBe(day);
  });
});
