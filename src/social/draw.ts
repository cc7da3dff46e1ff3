import { createHash } from 'node:crypto';
import type { ResvgRenderOptions } from '@resvg/resvg-js';
import { fitText, missingGlyphs, signsTooMany } from './fit-text.js';
import { NotDrawable } from './social.errors.js';
import { type Master, nameOfSign } from './svg-master.js';
import { escaped } from './svg-tokens.js';
import { typefaceOf, typefaces } from './typeface.js';
import { lazyPackage } from '../platform/lazy-package.js';

const resvg = lazyPackage<typeof import('@resvg/resvg-js')>('@resvg/resvg-js');

/** Texts by the name of their slot; a slot without one stays empty. */
export type PictureValues = Readonly<Record<string, string>>;

export interface PictureSize {
  width: number;
  height: number;
}

/** The name of a picture's bytes before they are drawn: the same master, values and size give the same picture. */
export function pictureKey(
  masterSha256: string,
  values: PictureValues,
  { width, height }: PictureSize,
): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([1, masterSha256, sorted, width, height]))
    .digest('hex');
}

/**
 * The master with its texts set in, at a size in pixels. Throws NotDrawable with the reason when a sign has no glyph or a text does
 * not fit its slot: nothing is ever left out of a picture in silence. Pure, but for the shipped faces.
 */
export function filledMaster(master: Master, values: PictureValues, { width, height }: PictureSize): string {
  const { root, svg } = master;
  const attributes = svg.slice(root.from + '<svg'.length, root.to).replace(OWN_SIZE, '');
  let filled = `${svg.slice(0, root.from)}<svg width="${width}" height="${height}" preserveAspectRatio="xMidYMid slice"${attributes}`;
  let at = root.to;
  for (const slot of master.slots) {
    filled += svg.slice(at, slot.from) + textOf(slot, values[slot.name] ?? '');
    at = slot.to;
  }
  return filled + svg.slice(at);
}

/** Draws it as PNG, in a thread beside this one (a picture takes some hundredths of a second). */
export async function drawPicture(svg: string): Promise<Buffer> {
  // Loaded with the first picture: whoever draws none pays for none.
  const { renderAsync } = resvg();
  const drawn = await renderAsync(svg, drawingOptions());
  return Buffer.from(drawn.asPng());
}

/** The shipped faces and no other: what the machine happens to have installed would give other bytes elsewhere. */
export function drawingOptions(): ResvgRenderOptions {
  return {
    font: {
      loadSystemFonts: false,
      fontFiles: typefaces().map(({ file }) => file),
      defaultFontFamily: 'Inter',
    },
    logLevel: 'off',
  };
}

const OWN_SIZE = /\s(?:width|height|preserveAspectRatio)\s*=\s*(?:"[^"]*"|'[^']*')/g;
const OWN = new Set([
  'data-slot',
  'data-width',
  'data-height',
  'data-least-size',
  'data-leading',
  'data-place',
  'y',
  'font-size',
]);

function textOf(slot: Master['slots'][number], text: string): string {
  if (text === '') return '';
  const face = typefaceOf(slot.family, slot.weight);
  if (!face) throw new NotDrawable(`The face ${slot.family} is not shipped any more.`);
  const [sign] = missingGlyphs(face, text);
  if (sign !== undefined)
    throw new NotDrawable(
      `The face of the picture has no sign for ${nameOfSign(sign)} in “${slot.name}”. Take it out of the text.`,
    );
  const fitted = fitText(face, slot, text);
  if (!fitted)
    throw new NotDrawable(
      `“${slot.name}” is too long for its place in the picture: shorten it by about ${signsTooMany(face, slot, text)} characters.`,
    );
  const attributes = [...slot.attributes]
    .filter(([name]) => !OWN.has(name))
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');
  const lines = fitted.lines.map(
    ({ text: line, y }) => `<tspan x="${slot.x}" y="${y}">${escaped(line)}</tspan>`,
  );
  return `<text${attributes} font-size="${fitted.size}">${lines.join('')}</text>`;
}
