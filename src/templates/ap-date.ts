/**
 * Dates and times in the Associated Press manner, as press releases in the United States write them.
 * Months with a day are shortened except March to July; the hour is written "10:00 a.m.", noon and midnight as words.
 */
const MONTHS = [
  'Jan.',
  'Feb.',
  'March',
  'April',
  'May',
  'June',
  'July',
  'Aug.',
  'Sept.',
  'Oct.',
  'Nov.',
  'Dec.',
];

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** True for a day that exists in the calendar, written YYYY-MM-DD. */
export function isCalendarDate(value: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!match) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === value;
}

/** True for HH:MM from 00:00 to 23:59. */
export function isClockTime(value: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
}

/** 2019-04-22 → "April 22, 2019". Throws RangeError for a day that does not exist. */
export function apDate(isoDate: string): string {
  const { year, month, day } = partsOf(isoDate);
  return `${MONTHS[month - 1]} ${day}, ${year}`;
}

/** 2019-04-22 → "Monday, April 22, 2019". Throws RangeError for a day that does not exist. */
export function apWeekdayDate(isoDate: string): string {
  const { year, month, day } = partsOf(isoDate);
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  return `${weekday}, ${apDate(isoDate)}`;
}

/** 10:00 → "10:00 a.m.", 12:00 → "noon", 00:00 → "midnight". Throws RangeError for no time. */
export function apTime(clockTime: string): string {
  if (!isClockTime(clockTime)) throw new RangeError('not a time of day');
  const hour = Number(clockTime.slice(0, 2));
  const minutes = clockTime.slice(3);
  if (minutes === '00' && hour === 0) return 'midnight';
  if (minutes === '00' && hour === 12) return 'noon';
  return `${hour % 12 === 0 ? 12 : hour % 12}:${minutes} ${hour < 12 ? 'a.m.' : 'p.m.'}`;
}

/**
 * The short name of a zone on one day at one local time: America/Chicago on 2019-04-22 → "CDT".
 * An unknown zone gives the empty string, so that a sentence never names a wrong one.
 */
export function zoneAbbreviation(isoDate: string, clockTime: string, timeZone: string): string {
  let format: Intl.DateTimeFormat;
  try {
    format = formatOf(timeZone);
  } catch {
    return '';
  }
  // The local wall time is first read as UTC; one correction by the zone's offset is enough to land on the
  // right side of a change of clocks for every zone in use.
  const asUtc = Date.parse(`${isoDate}T${clockTime}:00Z`);
  if (Number.isNaN(asUtc)) return '';
  const instant = new Date(asUtc - offsetAt(new Date(asUtc), format));
  return format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';
}

function partsOf(isoDate: string): { year: number; month: number; day: number } {
  if (!isCalendarDate(isoDate)) throw new RangeError('not a calendar date');
  return {
    year: Number(isoDate.slice(0, 4)),
    month: Number(isoDate.slice(5, 7)),
    day: Number(isoDate.slice(8, 10)),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

// Intl objects are slow to build, so each zone's is made once.
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'short',
    });
    formats.set(timeZone, format);
  }
  return format;
}

function offsetAt(instant: Date, format: Intl.DateTimeFormat): number {
  const part: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(instant)) part[type] = value;
  const local = Date.UTC(
    Number(part.year),
    Number(part.month) - 1,
    Number(part.day),
    Number(part.hour),
    Number(part.minute),
    Number(part.second),
  );
  return local - instant.getTime();
}
