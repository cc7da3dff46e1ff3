import fc from 'fast-check';
import { runs } from '../../test/support/size.js';
import { localTime } from '../platform/local-time.js';
import { isQuiet, quietUntil } from './quiet-hours.js';

const night = { from: 20, until: 7 };

describe('quiet hours', () => {
  it.each([
    ['2019-05-22T15:00:00Z', null],
    ['2019-05-23T00:59:00Z', null],
    ['2019-05-23T01:00:00Z', '2019-05-23T12:00:00.000Z'],
    ['2019-05-23T08:00:00Z', '2019-05-23T12:00:00.000Z'],
    ['2019-05-23T12:00:00Z', null],
    // The night in which an hour is missing.
    ['2019-03-10T04:00:00Z', '2019-03-10T12:00:00.000Z'],
  ])('at %s in Chicago last until %s', (at, until) => {
    expect(quietUntil(new Date(at), night, 'America/Chicago')?.toISOString() ?? null).toBe(until);
  });

  it('are none where nobody asked for them', () => {
    expect(quietUntil(new Date('2019-05-23T08:00:00Z'), null, 'America/Chicago')).toBeNull();
  });

  it('end within a day, at an hour that is not quiet', () => {
    const hour = fc.integer({ min: 0, max: 23 });
    const zones = fc.constantFrom(
      'America/St_Johns',
      'Australia/Lord_Howe',
      'America/Denver',
      'America/Phoenix',
    );
    fc.assert(
      fc.property(
        hour,
        hour,
        zones,
        fc.integer({ min: Date.UTC(2018, 0), max: Date.UTC(2028, 0) }),
        (from, until, zone, ms) => {
          fc.pre(from !== until);
          const at = new Date(ms);
          const end = quietUntil(at, { from, until }, zone);
          expect(end === null).toBe(!isQuiet(localTime(at, zone).hour, { from, until }));
          if (!end) return;
          expect(end.getTime()).toBeGreaterThan(ms);
          expect(end.getTime() - ms).toBeLessThanOrEqual(25 * 3_600_000);
        },
      ),
      runs(100, 3_000),
    );
  });
});
