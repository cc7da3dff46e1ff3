import type { Typeface } from './typeface.js';

/** Where a text goes in a picture, in the master's own units. */
export interface Slot {
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
  /** The size to begin with, and the smallest a reader can be asked to read. */
  size: number;
  leastSize: number;
  /** Distance of two baselines, in parts of the size. */
  leading: number;
  place: 'top' | 'middle' | 'bottom';
  family: string;
  weight: number;
}

/** A text set into its slot: its size, and each line with the height of its baseline. */
export interface FittedText {
  size: number;
  lines: { text: string; y: number }[];
}

/** Kerning is not looked at; what it could add to a line stays well within this. */
const SPARE = 0.99;
const STEP = 2;

/** The signs of a text the face has no glyph for, each once. Spaces and line ends need none. */
export function missingGlyphs(face: Typeface, text: string): string[] {
  return [...new Set(text)].filter(
    (sign) => !/\s/u.test(sign) && face.advance(sign.codePointAt(0) ?? 0) === undefined,
  );
}

/**
 * The largest size, down to the slot's smallest, at which the text stands in it whole, broken at spaces; null when there is none.
 * Pure.
 */
export function fitText(face: Typeface, slot: Slot, text: string): FittedText | null {
  for (let size = slot.size; size >= slot.leastSize; size -= STEP) {
    const lines = linesOf(face, text, (slot.width / size) * SPARE);
    const height = (face.ascent + face.descent + (lines ? lines.length - 1 : 0) * slot.leading) * size;
    if (lines && height <= slot.height) return { size, lines: placed(face, slot, size, lines, height) };
  }
  return null;
}

/** About how many signs have to go before a text fits that does not: the longest beginning that fits says so. */
export function signsTooMany(face: Typeface, slot: Slot, text: string): number {
  const signs = [...text];
  let fits = 0;
  let fails = signs.length;
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1;
    if (fitText(face, { ...slot, size: slot.leastSize }, signs.slice(0, middle).join(''))) fits = middle;
    else fails = middle;
  }
  return signs.length - fits;
}

function placed(
  face: Typeface,
  slot: Slot,
  size: number,
  lines: readonly string[],
  height: number,
): FittedText['lines'] {
  const free = slot.height - height;
  const top = slot.y + (slot.place === 'middle' ? free / 2 : slot.place === 'bottom' ? free : 0);
  return lines.map((text, index) => ({
    text,
    y: Math.round((top + (face.ascent + index * slot.leading) * size) * 100) / 100,
  }));
}

/** The lines of a text no wider than `width` (in parts of the size); null when one word alone is wider. */
function linesOf(face: Typeface, text: string, width: number): string[] | null {
  const lines: string[] = [];
  for (const paragraph of text.split(/\n+/)) {
    let line = '';
    for (const word of paragraph.split(/ +/)) {
      if (widthOf(face, word) > width) return null;
      const longer = line === '' ? word : `${line} ${word}`;
      if (widthOf(face, longer) <= width) line = longer;
      else {
        lines.push(line);
        line = word;
      }
    }
    if (line !== '') lines.push(line);
  }
  return lines;
}

function widthOf(face: Typeface, text: string): number {
  let width = 0;
  for (const sign of text) width += face.advance(sign.codePointAt(0) ?? 0) ?? 0;
  return width;
}
