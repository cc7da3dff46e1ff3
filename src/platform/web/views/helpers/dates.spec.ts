import { formatDate, formatDay, formatTime, localDay, readableDates } from './dates.js';

describe('dates and times on a page', () => {
  it('shows the wall clock of the zone, with the name the zone has on that day', () => {
    expect(formatTime('2019-04-22T15:00:00Z', 'America/Chicago')).toBe('10:00 CDT');
    expect(formatTime('2019-01-22T16:00:00Z', 'America/Chicago')).toBe('10:00 CST');
  });

  it('leaves the year out inside the current year only', () => {
    expect(formatDay('2019-04-16', 'short', '2019-11-01')).toBe('Tue 16 Apr');
    expect(formatDay('2019-04-16', 'short', '2020-01-01')).toBe('16 Apr 2019');
    expect(formatDay('2019-04-16')).toBe('16 Apr 2019');
  });

  it('dates an instant by the zone, not by UTC', () => {
    expect(formatDate('2019-04-23T04:30:00Z', 'America/Chicago', 'full')).toBe('22 Apr 2019');
    expect(localDay('2019-04-23T04:30:00Z', 'America/Chicago')).toBe('2019-04-22');
  });

  it('has a long form for headings and a stamp for records', () => {
    expect(formatDate('2019-04-15T19:20:00Z', 'America/Chicago', 'long')).toBe('Monday, 15 April');
    expect(formatDate('2019-04-15T19:20:00Z', 'America/Chicago', 'stamp')).toBe('Mon 15 Apr 2019, 14:20 CDT');
    expect(formatDate('2019-04-15T19:20:00Z', 'America/Chicago', 'month')).toBe('April 2019');
  });

  it('writes the days within a line of the record as people read them, and leaves codes alone', () => {
    expect(readableDates('Ended on 2020-02-28: The agreed term was over')).toBe(
      'Ended on 28 Feb 2020: The agreed term was over',
    );
    expect(readableDates('Monthly reminder of 2026-10 skipped')).toBe(
      'Monthly reminder of October 2026 skipped',
    );
    expect(readableDates('Serial HD2-2019-04 and 2019-1234')).toBe('Serial HD2-2019-04 and 2019-1234');
  });

  it('shows midnight as 00:00', () => {
    expect(formatTime('2019-04-22T05:00:00Z', 'America/Chicago')).toBe('00:00 CDT');
  });
});
