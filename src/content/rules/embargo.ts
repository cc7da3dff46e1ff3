/** The embargo that stands in a draft's values: a day and a time in the department's zone, or null for immediate release. */
export interface Embargo {
  date: string;
  time: string;
}

/**
 * Reads the embargo from values: there is one when `embargoTime` or `embargoDate` is filled in. Its day is
 * `embargoDate`, else the day in the dateline; without a time it lifts when that day begins.
 */
export function embargoOf(values: Readonly<Record<string, string | number | null>>): Embargo | null {
  const text = (name: string): string | null => {
    const value = Object.hasOwn(values, name) ? values[name] : null;
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const time = text('embargoTime');
  const date = text('embargoDate') ?? (time ? text('datelineDate') : null);
  return date ? { date, time: time ?? '00:00' } : null;
}
