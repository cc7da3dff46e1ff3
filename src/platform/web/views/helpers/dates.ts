import type { HelperOptions } from 'handlebars';

type Parts = Record<'weekday' | 'year' | 'month' | 'day' | 'hour' | 'minute', string>;

const formats = new Map<string, Intl.DateTimeFormat>();
const zoneNames = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, length: 'short' | 'long'): Intl.DateTimeFormat {
  const key = `${zone} ${length}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      weekday: length,
      year: 'numeric',
      month: length,
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(key, format);
  }
  return format;
}

function parts(instant: Date, zone: string, length: 'short' | 'long' = 'short'): Parts {
  const found = formatter(zone, length).formatToParts(instant);
  return Object.fromEntries(found.map((part) => [part.type, part.value])) as Parts;
}

function zoneName(instant: Date, zone: string): string {
  let format = zoneNames.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' });
    zoneNames.set(zone, format);
  }
  return format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** "10:00 CDT": the wall clock of `zone` at an instant, always with the zone's own short name. */
export function formatTime(iso: string | Date, zone: string): string {
  const instant = new Date(iso);
  const p = parts(instant, zone);
  return `${p.hour}:${p.minute} ${zoneName(instant, zone)}`;
}

export type DateStyle =
  'short' | 'full' | 'long' | 'stamp' | 'moment' | 'month' | 'plain' | 'dayMonth' | 'clock';

/**
 * The date of an instant in `zone`. Styles: `short` "Tue 16 Apr" in the year of `now`, else "16 Apr 2019"; `full`
 * always "16 Apr 2019"; `plain` "16 Apr" in the year of `now`; `dayMonth` "16 Apr" under a heading that names the year; `clock` "10:00" where the zone stands beside it; `long` "Tuesday, 16 April"; `stamp`
 * "Tue 16 Apr 2019, 10:00 CDT"; `moment` "Tue 16 Apr, 10:00 CDT"; `month` "April 2019".
 */
export function formatDate(
  iso: string | Date,
  zone: string,
  style: DateStyle = 'short',
  now?: string | Date,
): string {
  const instant = new Date(iso);
  const p = parts(instant, zone, style === 'long' || style === 'month' ? 'long' : 'short');
  const full = `${p.day} ${p.month} ${p.year}`;
  const sameYear = now !== undefined && parts(new Date(now), zone).year === p.year;
  switch (style) {
    case 'full':
      return full;
    case 'clock':
      return `${p.hour}:${p.minute}`;
    case 'dayMonth':
      return `${p.day} ${p.month}`;
    case 'plain':
      return sameYear ? `${p.day} ${p.month}` : full;
    case 'long':
      return `${p.weekday}, ${p.day} ${p.month}`;
    case 'month':
      return `${p.month} ${p.year}`;
    case 'stamp':
      return `${p.weekday} ${full}, ${formatTime(instant, zone)}`;
    case 'moment':
      return `${sameYear ? `${p.weekday} ${p.day} ${p.month}` : full}, ${formatTime(instant, zone)}`;
    default:
      return sameYear ? `${p.weekday} ${p.day} ${p.month}` : full;
  }
}

/** A calendar day (`YYYY-MM-DD`, no zone) in one of the date styles. */
export function formatDay(day: string, style: DateStyle = 'short', today?: string): string {
  return formatDate(
    `${day.slice(0, 10)}T12:00:00Z`,
    'UTC',
    style,
    today ? `${today.slice(0, 10)}T12:00:00Z` : undefined,
  );
}

interface RootContext {
  now?: string;
  zone?: string;
}

const rootOf = (options: HelperOptions): RootContext => (options.data as { root: RootContext }).root;
const nowOf = (root: RootContext): string | undefined => root.now;
const zoneOf = (root: RootContext): string => root.zone ?? 'UTC';

/** Splits the trailing options object off a helper's arguments. */
function split(values: unknown[]): [unknown[], HelperOptions] {
  return [values.slice(0, -1), values[values.length - 1] as HelperOptions];
}

/** An absent date shows as a dash, so a missing value is seen and no page fails over it. */
const ABSENT = '–';

/** A line of the record as people read it: "2026-06-30" within it becomes "30 Jun 2026", "2026-06" becomes "June 2026". */
export function readableDates(text: string): string {
  return text.replace(
    /(?<![\w-])\d{4}-(?:0[1-9]|1[0-2])(-(?:0[1-9]|[12]\d|3[01]))?(?![\w-])/g,
    (found, day?: string) => (day ? formatDay(found, 'full') : formatDay(`${found}-15`, 'month')),
  );
}

export const dateHelpers = {
  readable: (text: unknown): string => readableDates(String(text ?? '')),
  date: (...values: unknown[]): string => {
    const [[iso, zone, style], options] = split(values);
    const root = rootOf(options);
    if (!iso) return ABSENT;
    return formatDate(iso as string, (zone as string) || zoneOf(root), style as DateStyle, nowOf(root));
  },
  time: (...values: unknown[]): string => {
    const [[iso, zone], options] = split(values);
    if (!iso) return ABSENT;
    return formatTime(iso as string, (zone as string) || zoneOf(rootOf(options)));
  },
  day: (...values: unknown[]): string => {
    const [[value, style], options] = split(values);
    const root = rootOf(options);
    const day = value instanceof Date ? value.toISOString() : (value as string);
    if (!day) return ABSENT;
    const now = nowOf(root);
    return formatDay(day, style as DateStyle, now && localDay(now, zoneOf(root)));
  },
};

/** The calendar day of an instant in a zone, as `YYYY-MM-DD`. */
export function localDay(iso: string | Date, zone: string): string {
  const instant = new Date(iso);
  const p = parts(instant, zone);
  const month = MONTHS.indexOf(p.month) + 1;
  return `${p.year}-${String(month).padStart(2, '0')}-${p.day.padStart(2, '0')}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
