import Handlebars from 'handlebars';
import { countOf } from './numbers.js';
import { formatDay } from './dates.js';

/** A stretch of a partnership's life, in days, and the day and event it begins with. */
export interface DaySegment {
  days: number;
  kind: 'quiet' | 'undisclosed' | 'public';
  from: string;
  name: string;
}

const { SafeString, escapeExpression } = Handlebars;
const round = (value: number): number => Math.round(value * 100) / 100;

/** Narrower than this share of the bar, a stretch carries no words; closer than this, dates take a second line. */
const ROOM_FOR_WORDS = 11;

/** Shares of the bar from which a stretch has room for all of its words; below them its days stand alone. */
const ROOM_FOR_ALL = { undisclosed: 36, quiet: 14, public: 14 };

const wordsOf = (segment: DaySegment, width: number): string =>
  width < ROOM_FOR_ALL[segment.kind]
    ? `${segment.days} d`
    : segment.kind === 'undisclosed'
      ? countOf(segment.days, 'undisclosed day', 'undisclosed days')
      : countOf(segment.days, 'day', 'days');

/**
 * The days from the green light to today, in proportion, with the event each stretch begins with below. No view
 * box, so that words keep their size; on a phone the events stand in a list instead.
 */
export function drawDays(segments: DaySegment[]): string {
  const total = segments.reduce((sum, segment) => sum + segment.days, 0);
  if (total <= 0) return '';
  let at = 0;
  let lastMark = -100;
  let rows = 1;
  const bars: string[] = [];
  const marks: string[] = [];
  for (const segment of segments) {
    const width = (100 * segment.days) / total;
    const x = `${round(at)}%`;
    bars.push(`<rect class="days-${segment.kind}" x="${x}" width="${round(width)}%" height="24"/>`);
    if (at > 0) bars.push(`<rect class="days-gap" x="${x}" width="2" height="24"/>`);
    if (segment.kind === 'undisclosed' && width > 0) {
      bars.push(`<rect class="days-line-undisclosed" x="${x}" y="22" width="${round(width)}%" height="2"/>`);
    }
    if (width >= ROOM_FOR_WORDS) {
      const strong = segment.kind === 'undisclosed' ? ' days-words-undisclosed' : '';
      bars.push(
        `<svg x="${x}" overflow="visible"><text class="days-words${strong}" x="9" y="16">${wordsOf(segment, width)}</text></svg>`,
      );
    }
    const row = at - lastMark < ROOM_FOR_WORDS && rows === 1 && lastMark >= 0 ? 1 : 0;
    if (row === 1) rows = 2;
    else lastMark = at;
    const y = 15 + row * 36;
    const anchor = at > 90 ? ' text-anchor="end"' : '';
    marks.push(
      `<text class="days-marks" x="${x}" y="${y}"${anchor}>${escapeExpression(formatDay(segment.from, 'dayMonth'))}</text>` +
        `<text class="days-marks days-marks-name" x="${x}" y="${y + 16}"${anchor}>${escapeExpression(segment.name)}</text>`,
    );
    at += width;
  }
  const words = segments
    .map((segment) => `${segment.name} ${formatDay(segment.from, 'full')}, ${wordsOf(segment, 100)}`)
    .join('; ');
  const entries = segments.map(
    (segment) =>
      `<dt>${escapeExpression(formatDay(segment.from, 'full'))}</dt><dd>${escapeExpression(segment.name)}</dd>`,
  );
  return (
    `<svg class="days-bar" role="img" aria-label="${escapeExpression(words)}" width="100%" height="24">${bars.join('')}</svg>` +
    `<svg class="days-marks-svg" aria-hidden="true" width="100%" height="${rows * 36}">${marks.join('')}</svg>` +
    `<dl class="days-list">${entries.join('')}</dl>`
  );
}

export const daysBarHelpers = {
  daysBar: (segments: unknown): Handlebars.SafeString =>
    new SafeString(drawDays(Array.isArray(segments) ? (segments as DaySegment[]) : [])),
};
