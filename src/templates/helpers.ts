import type { Value } from './body.js';
import { apDate, apTime, apWeekdayDate, isCalendarDate, isClockTime, zoneAbbreviation } from './ap-date.js';
import { apState, dateline } from './dateline.js';

/** A word a stored template may use. `write` gets values that are all filled in, as many as `min` to `max` allow. */
export interface TemplateHelper {
  min: number;
  max: number;
  summary: string;
  write(args: NonNullable<Value>[]): string;
}

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const wholeDollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
});
const counts = new Intl.NumberFormat('en-US');

/** 20000 → "$200", 19950 → "$199.50". Cents. */
export function money(cents: number): string {
  return cents % 100 === 0 ? wholeDollars.format(cents / 100) : dollars.format(cents / 100);
}

/** "(620) 555 0142" and "+16205550142" → "620-555-0142"; what is not a North American number stays as written. */
export function phone(value: string): string {
  const digits = value.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '');
  if (digits.length === 10) return `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`;
  return value.trim();
}

/** The helpers of stored templates; nothing outside this table can be called from one. */
export const HELPERS: ReadonlyMap<string, TemplateHelper> = new Map<string, TemplateHelper>([
  [
    'apDate',
    {
      min: 1,
      max: 1,
      summary: '{{apDate day}} writes April 22, 2019',
      write: ([day]) => (isCalendarDate(String(day)) ? apDate(String(day)) : String(day)),
    },
  ],
  [
    'apWeekdayDate',
    {
      min: 1,
      max: 1,
      summary: '{{apWeekdayDate day}} writes Monday, April 22, 2019',
      write: ([day]) => (isCalendarDate(String(day)) ? apWeekdayDate(String(day)) : String(day)),
    },
  ],
  [
    'apTime',
    {
      min: 1,
      max: 3,
      summary: '{{apTime time day timeZone}} writes 10:00 a.m. CDT',
      write: ([time, day, zone]) => {
        if (!isClockTime(String(time))) return String(time);
        const written = apTime(String(time));
        if (day === undefined || zone === undefined) return written;
        return `${written} ${zoneAbbreviation(String(day), String(time), String(zone))}`.trim();
      },
    },
  ],
  [
    'dateline',
    {
      min: 2,
      max: 2,
      summary: '{{dateline city state}} writes PITTSBURG, Kan.',
      write: ([city, state]) => dateline(String(city), String(state)),
    },
  ],
  [
    'apState',
    {
      min: 1,
      max: 1,
      summary: '{{apState state}} writes Kan.',
      write: ([state]) => apState(String(state)),
    },
  ],
  [
    'money',
    {
      min: 1,
      max: 1,
      summary: '{{money cents}} writes $200',
      write: ([cents]) => (Number.isFinite(Number(cents)) ? money(Number(cents)) : String(cents)),
    },
  ],
  [
    'number',
    {
      min: 1,
      max: 1,
      summary: '{{number count}} writes 1,331',
      write: ([count]) => (Number.isFinite(Number(count)) ? counts.format(Number(count)) : String(count)),
    },
  ],
  [
    'phone',
    { min: 1, max: 1, summary: '{{phone number}} writes 620-555-0142', write: ([value]) => phone(String(value)) },
  ],
  [
    'upper',
    {
      min: 1,
      max: 1,
      summary: '{{upper words}} writes WORDS',
      write: ([value]) => String(value).toLocaleUpperCase('en-US'),
    },
  ],
  ['br', { min: 0, max: 0, summary: '{{br}} begins a new line', write: () => '\n' }],
]);

/** `{{first a b}}` writes the first of its values that is filled in; it alone accepts empty ones. */
export const FIRST = 'first';

/** What each helper writes, in a line, for the page on which templates are written. */
export function helperSummaries(): string[] {
  return [...[...HELPERS.values()].map(({ summary }) => summary), '{{first a b}} writes the first that is filled in'];
}
