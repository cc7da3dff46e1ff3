import Handlebars from 'handlebars';
import { formatNumber } from './numbers.js';

const { SafeString, escapeExpression } = Handlebars;

/** One column of a stacked chart: its parts from the ground up, each with the look of its kind. */
export interface StackedColumn {
  label: string;
  parts: { kind: string; name: string; value: number }[];
}

const round = (value: number): number => Math.round(value * 100) / 100;
/** From so many columns on, a narrow screen shows every second label only. */
const CROWDED = 7;
/** From so many on, everyone does. */
const PACKED = 16;

/**
 * Columns made of parts, totals above and labels below. Widths are in per cent and there is no view box, so that the words keep
 * their size at any width; the numbers stand in the table beside the drawing, and in words in its label.
 */
export function drawStacked(columns: StackedColumn[], height = 200): string {
  if (columns.length === 0) return '';
  const totals = columns.map(({ parts }) => parts.reduce((sum, part) => sum + part.value, 0));
  const most = Math.max(1, ...totals);
  const [top, foot] = [18, 22];
  const room = height - top - foot;
  const slot = 100 / columns.length;
  const gap = columns.length > PACKED ? 0.08 : 0.16;
  const drawn = columns.map((column, index) => {
    const middle = round(slot * (index + 0.5));
    const [x, width] = [round(slot * (index + gap)), round(slot * (1 - 2 * gap))];
    let y = height - foot;
    const rects = column.parts
      .filter(({ value }) => value > 0)
      .map(({ kind, value }) => {
        const tall = (room * value) / most;
        y -= tall;
        // A hair of ground between the parts keeps them apart where colours are not seen.
        return `<rect class="part-${escapeExpression(kind)}" x="${x}%" y="${round(y)}" width="${width}%" height="${round(Math.max(0.5, tall - 1))}"/>`;
      });
    const total = totals[index] ?? 0;
    const look = labelLook(index, columns.length);
    const value =
      total > 0
        ? `<text class="chart-value${look}" x="${middle}%" y="${round(y - 5)}" text-anchor="middle">${formatNumber(total)}</text>`
        : '';
    return `${rects.join('')}${value}<text class="chart-label${look}" x="${middle}%" y="${height - 6}" text-anchor="middle">${escapeExpression(column.label)}</text>`;
  });
  const words = columns.map(
    ({ label, parts }) =>
      `${label}: ${parts.map(({ name, value }) => `${formatNumber(value)} ${name}`).join(', ')}`,
  );
  return `<svg class="chart chart-columns" role="img" aria-label="${escapeExpression(words.join('; '))}" width="100%" height="${height}">${drawn.join('')}<rect class="chart-base" x="0" y="${height - foot}" width="100%" height="1"/></svg>`;
}

function labelLook(index: number, count: number): string {
  if (count >= PACKED && index % Math.ceil(count / 10) !== 0) return ' chart-never';
  return count >= CROWDED && index % 2 === 1 ? ' chart-roomy' : '';
}

/** A pale bar up to `outer` with a full one up to `inner` in it, both in proportion to `most`. Decoration: the numbers stand beside it. */
export function drawWithin(inner: number, outer: number, most: number): string {
  const part = (value: number): number => (most > 0 ? round(Math.min(100, (100 * value) / most)) : 0);
  return (
    `<svg class="chart-row-bar" aria-hidden="true" width="100%" height="12">` +
    `<rect class="part-outer" y="3" width="${part(outer)}%" height="6"/>` +
    `<rect class="part-inner" width="${part(inner)}%" height="12"/></svg>`
  );
}

const share = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** 0.623 as "62 %"; below a tenth with a decimal; nothing as a dash. */
export function formatShare(value: unknown): string {
  if (value === null || value === undefined || !Number.isFinite(Number(value))) return '–';
  const percent = 100 * Number(value);
  return `${share.format(percent >= 10 ? Math.round(percent) : Math.round(percent * 10) / 10)} %`;
}

export const reportChartHelpers = {
  stacked: (columns: unknown, options: Handlebars.HelperOptions): Handlebars.SafeString =>
    new SafeString(
      drawStacked(
        Array.isArray(columns) ? (columns as StackedColumn[]) : [],
        Number(options.hash['height'] ?? 200),
      ),
    ),
  within: (inner: unknown, outer: unknown, most: unknown): Handlebars.SafeString =>
    new SafeString(drawWithin(Number(inner ?? 0), Number(outer ?? 0), Number(most ?? 0))),
  share: (value: unknown): string => formatShare(value),
};
