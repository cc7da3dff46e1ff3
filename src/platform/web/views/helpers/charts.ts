import Handlebars from 'handlebars';
import { formatNumber } from './numbers.js';

const { SafeString, escapeExpression } = Handlebars;

/** One column or row of a chart. `accent` marks the one that matters, `warn` an undisclosed one. */
export interface ChartBar {
  label: string;
  value: number;
  accent?: boolean;
  warn?: boolean;
  /** Still running: drawn hatched. */
  running?: boolean;
}

const round = (value: number): number => Math.round(value * 100) / 100;
const list = (bars: unknown): ChartBar[] => (Array.isArray(bars) ? (bars as ChartBar[]) : []);
const look = (bar: ChartBar): string =>
  `chart-bar${bar.accent ? ' chart-accent' : ''}${bar.warn ? ' chart-warn' : ''}${bar.running ? ' chart-running' : ''}`;

/** The same numbers in words, for those who do not see the drawing. */
const inWords = (bars: ChartBar[]): string =>
  escapeExpression(bars.map((bar) => `${bar.label}: ${formatNumber(bar.value)}`).join(', '));

/**
 * Upright columns with their numbers above and labels below. Widths are in per cent and there is no view box, so
 * the text keeps its size at any width.
 */
export function drawColumns(bars: ChartBar[], height = 140): string {
  if (bars.length === 0) return '';
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const [top, foot] = [18, 22];
  const slot = 100 / bars.length;
  const columns = bars.map((bar, index) => {
    const tall = round(((height - top - foot) * bar.value) / most);
    const y = round(height - foot - tall);
    const middle = round(slot * (index + 0.5));
    return (
      `<rect class="${look(bar)}" x="${round(slot * (index + 0.1))}%" y="${y}" width="${round(slot * 0.8)}%" height="${tall}"/>` +
      `<text class="chart-value" x="${middle}%" y="${round(y - 5)}" text-anchor="middle">${formatNumber(bar.value)}</text>` +
      `<text class="chart-label" x="${middle}%" y="${height - 6}" text-anchor="middle">${escapeExpression(bar.label)}</text>`
    );
  });
  const base = `<rect class="chart-base" x="0" y="${height - foot}" width="100%" height="1"/>`;
  return `<svg class="chart chart-columns" role="img" aria-label="${inWords(bars)}" width="100%" height="${height}">${columns.join('')}${base}</svg>`;
}

/** One horizontal bar in proportion to `most`, without any words of its own. */
export function drawBar(value: number, most: number, kind = ''): string {
  const width = most > 0 ? round(Math.min(100, (100 * value) / most)) : 0;
  return `<svg class="chart-row-bar" aria-hidden="true" width="100%" height="10"><rect class="chart-bar ${escapeExpression(kind)}" width="${width}%" height="10"/></svg>`;
}

/** Rows: label, bar, number. A list, so that it reads in order without the drawing. */
export function drawRows(bars: ChartBar[]): string {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const rows = bars.map(
    (bar) =>
      `<li><span class="chart-name">${escapeExpression(bar.label)}</span>${drawBar(bar.value, most, look(bar))}<span class="chart-number">${formatNumber(bar.value)}</span></li>`,
  );
  return rows.length ? `<ul class="chart-rows">${rows.join('')}</ul>` : '';
}

/** A stacked bar of shares; parts carry a class each (`template`, `department`, `vendor`). */
export function drawShares(parts: { share: number; kind: string }[]): string {
  let at = 0;
  const total = parts.reduce((sum, part) => sum + part.share, 0) || 1;
  const rects = parts.map((part) => {
    const width = (100 * part.share) / total;
    const rect = `<rect class="share-${escapeExpression(part.kind)}" x="${round(at)}%" y="0" width="${round(width)}%" height="10"/>`;
    at += width;
    return rect;
  });
  return `<svg class="shares" aria-hidden="true" width="100%" height="10">${rects.join('')}</svg>`;
}

/** Seven steps from none to most, for tiles of a map. */
export function densityStep(count: number): number {
  const edges = [1, 5, 15, 30, 60];
  return edges.filter((edge) => count >= edge).length;
}

export const chartHelpers = {
  columns: (bars: unknown, options: Handlebars.HelperOptions): Handlebars.SafeString =>
    new SafeString(drawColumns(list(bars), Number(options.hash['height'] ?? 140))),
  rows: (bars: unknown): Handlebars.SafeString => new SafeString(drawRows(list(bars))),
  bar: (value: unknown, most: unknown, options: Handlebars.HelperOptions): Handlebars.SafeString =>
    new SafeString(drawBar(Number(value), Number(most), String(options.hash['kind'] ?? ''))),
  shares: (parts: unknown): Handlebars.SafeString =>
    new SafeString(drawShares(Array.isArray(parts) ? (parts as { share: number; kind: string }[]) : [])),
  /** The last bar of the funnel is the one that matters. */
  funnelKind: (stage: unknown): string => (stage === 'green_lit' ? 'chart-accent' : ''),
  density: (count: unknown): number => densityStep(Number(count ?? 0)),
};
