import Handlebars from 'handlebars';
import type { HelperOptions } from 'handlebars';
import { formatDay, localDay } from './dates.js';

const DAY = 86_400_000;
const distance = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY;

/** How a due day reads on a card: "Today", the weekday and date within three weeks, else the date; and how urgent it is. */
export function dueWords(day: string, today: string): { words: string; tone: '' | 'is-today' | 'is-late' } {
  const away = distance(today, day);
  if (away === 0) return { words: 'Today', tone: 'is-today' };
  if (away < 0) return { words: formatDay(day, 'plain', today), tone: 'is-late' };
  if (away > 21) return { words: formatDay(day, 'plain', today), tone: '' };
  const [weekday, date] = formatDay(day, 'short', day).split(' ');
  return { words: `${weekday} ${date}`, tone: '' };
}

interface DueRoot {
  now?: string;
  zone?: string;
}

function todayOf(options: HelperOptions): string {
  const root = (options.data as { root: DueRoot }).root;
  return localDay(root.now ?? new Date(0), root.zone ?? 'UTC');
}

export const dueHelpers = {
  /** A `<time>` for a due day, told apart when it is today or past. */
  due: (day: unknown, options: HelperOptions): Handlebars.SafeString => {
    if (typeof day !== 'string' || day === '') return new Handlebars.SafeString('');
    const { words, tone } = dueWords(day.slice(0, 10), todayOf(options));
    return new Handlebars.SafeString(
      `<time class="${tone}" datetime="${Handlebars.escapeExpression(day)}">${words}</time>`,
    );
  },
  /** True when a day is before today in the page's zone. */
  isPast: (day: unknown, options: HelperOptions): boolean =>
    typeof day === 'string' && day !== '' && distance(todayOf(options), day.slice(0, 10)) < 0,
  /** Today as `YYYY-MM-DD`, for date fields that may not be later. */
  today: (options: HelperOptions): string => todayOf(options),
};
