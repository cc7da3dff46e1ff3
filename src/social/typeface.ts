import { readFileSync } from 'node:fs';
import { builtFile } from '../platform/project-root.js';

/** What has to be known of a face to set a line in it: which signs it has, and how wide each is. */
export interface Typeface {
  family: string;
  weight: number;
  file: string;
  /** Above the baseline and below it, in parts of the size. */
  ascent: number;
  descent: number;
  /** Width of a sign in parts of the size, or undefined when the face has none for it. */
  advance(codePoint: number): number | undefined;
}

const FACES = [
  { family: 'Inter', weight: 400, file: 'Inter_400Regular.ttf' },
  { family: 'Inter', weight: 700, file: 'Inter_700Bold.ttf' },
  { family: 'Source Serif 4', weight: 400, file: 'SourceSerif4_400Regular.ttf' },
] as const;

let faces: readonly Typeface[] | undefined;

/** The faces pictures are drawn with: those of the build, never the machine's. Read once. */
export function typefaces(): readonly Typeface[] {
  faces ??= FACES.map(({ family, weight, file }) => {
    const full = builtFile('fonts', file);
    return { family, weight, file: full, ...readTypeface(readFileSync(full)) };
  });
  return faces;
}

/** The face of a family and weight, or undefined when we ship none. */
export function typefaceOf(family: string, weight: number): Typeface | undefined {
  return typefaces().find((face) => face.family === family && face.weight === weight);
}

/** Reads the tables of a TrueType file that matter here (OpenType 1.9: head, hhea, hmtx, cmap formats 4 and 12). */
export function readTypeface(bytes: Buffer): Pick<Typeface, 'ascent' | 'descent' | 'advance'> {
  const tables = tablesOf(bytes);
  const table = (name: string): Buffer => {
    const found = tables.get(name);
    if (!found) throw new Error(`The face has no table ${name}.`);
    return found;
  };
  const unitsPerEm = table('head').readUInt16BE(18);
  const hhea = table('hhea');
  const measures = hhea.readUInt16BE(34);
  const widths = table('hmtx');
  const glyphs = glyphsOf(table('cmap'));
  return {
    ascent: hhea.readInt16BE(4) / unitsPerEm,
    descent: -hhea.readInt16BE(6) / unitsPerEm,
    advance: (codePoint) => {
      const glyph = glyphs(codePoint);
      if (glyph === 0) return undefined;
      return widths.readUInt16BE(Math.min(glyph, measures - 1) * 4) / unitsPerEm;
    },
  };
}

function tablesOf(bytes: Buffer): Map<string, Buffer> {
  const tables = new Map<string, Buffer>();
  for (let index = 0; index < bytes.readUInt16BE(4); index += 1) {
    const at = 12 + index * 16;
    const offset = bytes.readUInt32BE(at + 8);
    tables.set(
      bytes.toString('latin1', at, at + 4),
      bytes.subarray(offset, offset + bytes.readUInt32BE(at + 12)),
    );
  }
  return tables;
}

/** Glyph of a code point, 0 for none: by the table of all of Unicode where there is one, else by that of its first plane. */
function glyphsOf(cmap: Buffer): (codePoint: number) => number {
  const subtables: { format: number; table: Buffer }[] = [];
  for (let index = 0; index < cmap.readUInt16BE(2); index += 1) {
    const table = cmap.subarray(cmap.readUInt32BE(4 + index * 8 + 4));
    subtables.push({ format: table.readUInt16BE(0), table });
  }
  const full = subtables.find(({ format }) => format === 12);
  if (full) return (codePoint) => inGroups(full.table, codePoint);
  const basic = subtables.find(({ format }) => format === 4);
  if (!basic) throw new Error('The face has no table of signs that can be read.');
  return (codePoint) => inSegments(basic.table, codePoint);
}

function inGroups(table: Buffer, codePoint: number): number {
  let low = 0;
  let high = table.readUInt32BE(12) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = 16 + middle * 12;
    const first = table.readUInt32BE(at);
    if (codePoint < first) high = middle - 1;
    else if (codePoint > table.readUInt32BE(at + 4)) low = middle + 1;
    else return table.readUInt32BE(at + 8) + codePoint - first;
  }
  return 0;
}

function inSegments(table: Buffer, codePoint: number): number {
  if (codePoint > 0xffff) return 0;
  const twice = table.readUInt16BE(6);
  for (let at = 0; at < twice; at += 2) {
    if (codePoint > table.readUInt16BE(14 + at)) continue;
    const first = table.readUInt16BE(16 + twice + at);
    if (codePoint < first) return 0;
    const delta = table.readUInt16BE(16 + 2 * twice + at);
    const rangeAt = 16 + 3 * twice + at;
    const range = table.readUInt16BE(rangeAt);
    if (range === 0) return (codePoint + delta) & 0xffff;
    const glyph = table.readUInt16BE(rangeAt + range + (codePoint - first) * 2);
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }
  return 0;
}
