import fc from 'fast-check';
import { federalHolidays, weekdayOf } from './federal-holidays.js';

const days = (year: number) => federalHolidays(year).map(({ day }) => day);
const named = (year: number, name: string) => federalHolidays(year).find((one) => one.name === name)?.day;

describe('federal holidays', () => {
  // The lists the Office of Personnel Management gives for these years.
  it.each<[number, string]>([
    [2019, '01-01 01-21 02-18 05-27 07-04 09-02 10-14 11-11 11-28 12-25'],
    [2020, '01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25'],
    [2021, '01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31'],
    [2022, '01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26'],
    [2023, '01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25'],
    [2026, '01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25'],
  ])('of %i', (year, expected) => {
    expect(days(year)).toEqual(expected.split(' ').map((day) => `${year}-${day}`));
  });

  it('know Memorial Day of 2019, and Juneteenth only since 2021', () => {
    expect(named(2019, 'Memorial Day')).toBe('2019-05-27');
    expect(named(2020, 'Juneteenth')).toBeUndefined();
    expect(named(2021, 'Juneteenth')).toBe('2021-06-18');
  });

  it('put a New Year’s Day that falls on a Saturday on the last day of the year before', () => {
    expect(federalHolidays(2021).at(-1)).toEqual({ day: '2021-12-31', name: 'New Year’s Day' });
    expect(named(2022, 'New Year’s Day')).toBeUndefined();
  });

  it('do not count Inauguration Day', () => {
    expect(days(2021)).not.toContain('2021-01-20');
    expect(days(2017)).not.toContain('2017-01-20');
  });

  it('are weekdays in their order, each once, of the year asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1978, max: 2400 }), (year) => {
        const all = days(year);
        expect(all).toEqual([...new Set(all)].sort());
        expect(all.filter((day) => weekdayOf(day) > 5 || !day.startsWith(String(year)))).toEqual([]);
        // Eleven holidays a year since 2021; New Year's Day may stand in the year before.
        if (year > 2021) expect(Math.abs(all.length - 11)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
