import { apDate, apTime, apWeekdayDate, isCalendarDate, isClockTime, zoneAbbreviation } from './ap-date.js';

describe('dates as a press release writes them', () => {
  it.each([
    ['2019-04-22', 'April 22, 2019'],
    ['2019-02-28', 'Feb. 28, 2019'],
    ['2018-12-10', 'Dec. 10, 2018'],
    ['2020-09-01', 'Sept. 1, 2020'],
    ['2019-07-04', 'July 4, 2019'],
  ])('%s is %s', (iso, words) => {
    expect(apDate(iso)).toBe(words);
  });

  it('names the weekday when asked', () => {
    expect(apWeekdayDate('2019-04-22')).toBe('Monday, April 22, 2019');
  });

  it('refuses days that do not exist', () => {
    expect(isCalendarDate('2019-02-29')).toBe(false);
    expect(isCalendarDate('2020-02-29')).toBe(true);
    expect(isCalendarDate('2019-2-3')).toBe(false);
    expect(() => apDate('2019-13-01')).toThrow(RangeError);
  });
});

describe('times of day', () => {
  it.each([
    ['10:00', '10:00 a.m.'],
    ['00:30', '12:30 a.m.'],
    ['13:05', '1:05 p.m.'],
    ['12:00', 'noon'],
    ['00:00', 'midnight'],
    ['12:15', '12:15 p.m.'],
  ])('%s is %s', (clock, words) => {
    expect(apTime(clock)).toBe(words);
  });

  it('knows a time from something else', () => {
    expect(isClockTime('24:00')).toBe(false);
    expect(isClockTime('9:00')).toBe(false);
    expect(() => apTime('x')).toThrow(RangeError);
  });

  it('names the zone as it stands on that day', () => {
    expect(zoneAbbreviation('2019-04-22', '10:00', 'America/Chicago')).toBe('CDT');
    expect(zoneAbbreviation('2019-02-28', '10:00', 'America/Chicago')).toBe('CST');
    expect(zoneAbbreviation('2019-03-10', '03:30', 'America/Chicago')).toBe('CDT');
    expect(zoneAbbreviation('2019-03-10', '01:30', 'America/Chicago')).toBe('CST');
    expect(zoneAbbreviation('2019-07-01', '10:00', 'America/Phoenix')).toBe('MST');
    expect(zoneAbbreviation('2019-07-01', '10:00', 'No/Where')).toBe('');
  });
});
