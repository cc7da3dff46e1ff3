import Handlebars from 'handlebars';
import type { HelperOptions } from 'handlebars';
import { countOf } from './numbers.js';

/** Above this many strokes a drawing cannot be counted at a glance: the number stands alone. */
const MOST_STROKES = 30;

interface Gate {
  width: number;
  height: number;
  gap: number;
}

const SIZES: Record<string, Gate> = {
  s: { width: 30, height: 20, gap: 8 },
  m: { width: 46, height: 38, gap: 14 },
  l: { width: 54, height: 44, gap: 17 },
};

/**
 * Progress in gates of five: four strokes and a diagonal, counted ones thick, open ones thin. Empty string when
 * the threshold is above thirty, below one, or not a number.
 */
export function drawTally(done: number, of: number, size = 'm'): string {
  if (!(of >= 1) || of > MOST_STROKES) return '';
  const gate = SIZES[size] ?? (SIZES['m'] as Gate);
  const gates = Math.ceil(of / 5);
  const width = gates * gate.width + (gates - 1) * gate.gap;
  const strokes = Array.from({ length: of }, (_, index) => stroke(index, index < done, gate)).join('');
  const words = `${Math.max(0, Math.min(done, of))} of ${of}`;
  return `<svg class="tally" role="img" aria-label="${words}" width="${width}" height="${gate.height}" viewBox="0 0 ${width} ${gate.height}">${strokes}</svg>`;
}

function stroke(index: number, counted: boolean, gate: Gate): string {
  const left = Math.floor(index / 5) * (gate.width + gate.gap);
  const place = index % 5;
  const look = counted ? 'tally-done' : 'tally-open';
  const round = (value: number): number => Math.round(value * 10) / 10;
  if (place === 4) {
    const from = `${round(left + 1)} ${round(gate.height * 0.8)}`;
    const to = `${round(left + gate.width - 1)} ${round(gate.height * 0.2)}`;
    return `<path class="${look}" d="M${from}L${to}"/>`;
  }
  const x = round(left + gate.width * (0.2 + 0.2 * place));
  return `<path class="${look}" d="M${x} 2V${gate.height - 2}"/>`;
}

export const tallyHelpers = {
  tally: (done: unknown, of: unknown, options: HelperOptions): Handlebars.SafeString => {
    const size = typeof options.hash['size'] === 'string' ? options.hash['size'] : 'm';
    return new Handlebars.SafeString(drawTally(Number(done), Number(of), size));
  },
  /** "7 more downloads to go" in the words a sentence needs. */
  toGo: (done: unknown, of: unknown): string =>
    countOf(Math.max(0, Number(of) - Number(done)), 'download', 'downloads'),
};
