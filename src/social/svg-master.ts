import { createHash } from 'node:crypto';
import { fitText, missingGlyphs, type Slot } from './fit-text.js';
import type { Shape } from './network-rules.js';
import { masterRefused } from './social.errors.js';
import { type Tag, tokensOf } from './svg-tokens.js';
import { typefaceOf, typefaces } from './typeface.js';

/** The largest master, in bytes, and the largest side it may have, in its own units. */
export const LARGEST_MASTER = 300 * 1024;
const LONGEST_SIDE = 4096;
const SHORTEST_SIDE = 100;
const MOST_TAGS = 2_000;

/** What can be drawn into a picture; each comes from the approved text or the record. */
export const SLOT_NAMES = ['words', 'department', 'product', 'link', 'keyword', 'disclosure'] as const;
/** Slots without which a picture would say less than the text it goes with. */
const NEEDED = ['words', 'disclosure'] as const;

const DRAWN = new Set([
  'svg', 'g', 'defs', 'title', 'desc', 'rect', 'circle', 'ellipse', 'line', 'path', 'polygon', 'polyline', 'text', 'tspan',
  'linearGradient', 'radialGradient', 'stop', 'clipPath', 'image',
]); // prettier-ignore
const SHAPES: Record<Shape, number> = { landscape: 1200 / 630, square: 1, portrait: 1080 / 1350 };

/** A master that was read and found safe to draw. */
export interface Master {
  sha256: string;
  svg: string;
  shape: Shape;
  width: number;
  height: number;
  /** Where its first tag begins and ends. */
  root: Pick<Tag, 'from' | 'to'>;
  slots: (Slot & { from: number; to: number; attributes: ReadonlyMap<string, string> })[];
}

/**
 * Reads an SVG as a master: its size, its shape, and its slots (`<text data-slot="words" x y data-width data-height …>`). Throws 422
 * with the reason: `svg_too_large`, `svg_external` (anything fetched from elsewhere), `svg_script`, `svg_element` (what masters do
 * not need), `svg_not_plain`, `svg_font`, `svg_glyph` (a sign no shipped face has), `svg_slot`. Pure, but for the shipped faces.
 */
export function readMaster(svg: string): Master {
  if (Buffer.byteLength(svg) > LARGEST_MASTER)
    throw masterRefused('svg_too_large', `It is larger than ${LARGEST_MASTER / 1024} KB. Save it smaller.`);
  const { tags, texts } = tokensOf(svg);
  if (tags.length > MOST_TAGS)
    throw masterRefused('svg_too_large', `It has more than ${MOST_TAGS} parts. Make it simpler.`);
  tags.forEach(refuseUnsafe);
  const [root] = tags;
  const { width, height } = sizeOf(root);
  const inherited = inheritance(tags);
  for (const { text, within } of texts) {
    if (text.trim() === '' || !within || within.name === 'title' || within.name === 'desc') continue;
    if (within.attributes.has('data-slot')) continue;
    refuseMissing(faceOf(inherited.get(within) ?? within.attributes), text);
  }
  const slots = tags
    .filter(({ attributes }) => attributes.has('data-slot'))
    .map((tag) => slotOf(svg, tags, tag, inherited));
  for (const name of NEEDED) {
    if (!slots.some((slot) => slot.name === name))
      throw masterRefused('svg_slot', `It has no slot “${name}”. Every picture carries it.`);
  }
  return {
    sha256: createHash('sha256').update(svg, 'utf8').digest('hex'),
    svg,
    shape: shapeOf(width / height),
    width,
    height,
    root: { from: root?.from ?? 0, to: root?.to ?? 0 },
    slots,
  };
}

function refuseUnsafe({ name, attributes }: Tag): void {
  if (name === 'script' || name === 'foreignObject' || name === 'handler')
    throw masterRefused('svg_script', 'It holds a script or a page of its own. Take it out.');
  if (!DRAWN.has(name))
    throw masterRefused('svg_element', `It uses <${name}>, which masters do not need. Draw it plainly.`);
  for (const [key, value] of attributes) {
    if (/^on/i.test(key) || /javascript:/i.test(value))
      throw masterRefused('svg_script', 'It holds a script or a page of its own. Take it out.');
    if (/(^|:)(href|src)$/i.test(key)) refuseExternal(name, value);
    else if (
      /^xml:base$/i.test(key) ||
      /@import|expression\s*\(/i.test(value) ||
      /url\(\s*["']?(?!#)/i.test(value)
    )
      throw external();
  }
}

function refuseExternal(name: string, value: string): void {
  if (/^#[\w-]+$/.test(value.trim())) return;
  const png = /^data:image\/png;base64,([A-Za-z0-9+/=\s]+)$/.exec(value);
  if (name !== 'image' || !png) throw external();
  const bytes = Buffer.from(png[1] ?? '', 'base64');
  const isPng = bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47;
  if (!isPng || bytes.readUInt32BE(16) > LONGEST_SIDE || bytes.readUInt32BE(20) > LONGEST_SIDE)
    throw masterRefused(
      'svg_too_large',
      `A picture in it is no PNG, or has a side of more than ${LONGEST_SIDE} pixels.`,
    );
}

function external() {
  return masterRefused(
    'svg_external',
    'It points to something outside itself. Put pictures into it (as PNG) and draw text with the shipped faces.',
  );
}

function sizeOf(root: Tag | undefined): { width: number; height: number } {
  if (root?.name !== 'svg') throw masterRefused('svg_not_plain', 'It is no SVG.');
  const box = /^\s*0[\s,]+0[\s,]+([\d.]+)[\s,]+([\d.]+)\s*$/.exec(root.attributes.get('viewBox') ?? '');
  const [width, height] = [Number(box?.[1]), Number(box?.[2])];
  if (!(width >= SHORTEST_SIDE && height >= SHORTEST_SIDE))
    throw masterRefused('svg_slot', `It needs a viewBox from 0 0, with sides of ${SHORTEST_SIDE} and more.`);
  const sides = [
    width,
    height,
    ...['width', 'height'].map((name) => Number.parseFloat(root.attributes.get(name) ?? '0')),
  ];
  if (sides.some((side) => side > LONGEST_SIDE))
    throw masterRefused('svg_too_large', `A side is longer than ${LONGEST_SIDE}. Make it smaller.`);
  return { width, height };
}

function shapeOf(ratio: number): Shape {
  const found = (Object.keys(SHAPES) as Shape[]).find((shape) => Math.abs(SHAPES[shape] / ratio - 1) < 0.02);
  if (!found)
    throw masterRefused(
      'svg_slot',
      'Its sides fit no network. Make it 1200 × 630, 1080 × 1080 or 1080 × 1350.',
    );
  return found;
}

const FONT = ['font-family', 'font-weight', 'font-size', 'text-anchor'] as const;

/** What each tag says of its font, its parents' words included. */
function inheritance(tags: readonly Tag[]): Map<Tag, ReadonlyMap<string, string>> {
  const all = new Map<Tag, ReadonlyMap<string, string>>();
  const open: ReadonlyMap<string, string>[] = [];
  for (const tag of tags) {
    if (tag.kind === 'close') {
      open.pop();
      continue;
    }
    const own = new Map(open.at(-1) ?? []);
    for (const name of FONT) {
      const value = tag.attributes.get(name);
      if (value !== undefined) own.set(name, value);
    }
    if (tag.attributes.has('style') && /font/i.test(tag.attributes.get('style') ?? ''))
      throw masterRefused('svg_font', 'Name faces by font-family and font-weight, not in a style.');
    all.set(tag, own);
    if (tag.kind === 'open') open.push(own);
  }
  return all;
}

function faceOf(font: ReadonlyMap<string, string>) {
  const family = (font.get('font-family') ?? '').replace(/["']/g, '').trim();
  const weight =
    { normal: 400, bold: 700 }[font.get('font-weight') ?? 'normal'] ?? Number(font.get('font-weight'));
  const face = typefaceOf(family, weight);
  if (face) return face;
  const shipped = typefaces()
    .map((one) => `${one.family} ${one.weight}`)
    .join(', ');
  throw masterRefused(
    'svg_font',
    `A text in it is set in a face that is not shipped. There are: ${shipped}.`,
  );
}

function refuseMissing(face: ReturnType<typeof faceOf>, text: string): void {
  const [sign] = missingGlyphs(face, text);
  if (sign === undefined) return;
  throw masterRefused('svg_glyph', `${face.family} has no sign for ${nameOfSign(sign)}. Use another.`);
}

/** `“☃” (U+2603)`. */
export function nameOfSign(sign: string): string {
  return `“${sign}” (U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')})`;
}

function slotOf(
  svg: string,
  tags: readonly Tag[],
  tag: Tag,
  inherited: ReadonlyMap<Tag, ReadonlyMap<string, string>>,
): Master['slots'][number] {
  const name = tag.attributes.get('data-slot') ?? '';
  const wrong = (why: string) => masterRefused('svg_slot', `The slot “${name}” ${why}`);
  if (tag.name !== 'text') throw wrong('has to be a <text>.');
  if (!(SLOT_NAMES as readonly string[]).includes(name)) throw wrong(`is none of ${SLOT_NAMES.join(', ')}.`);
  const font = inherited.get(tag) ?? tag.attributes;
  const number = (key: string, fallback?: number): number => {
    const value = Number(tag.attributes.get(key) ?? font.get(key) ?? fallback);
    if (!Number.isFinite(value) || value < 0 || value > LONGEST_SIDE)
      throw wrong(`needs a number in ${key}.`);
    return value;
  };
  const place = tag.attributes.get('data-place') ?? 'top';
  if (place !== 'top' && place !== 'middle' && place !== 'bottom')
    throw wrong('has data-place: top, middle or bottom.');
  const face = faceOf(font);
  const size = number('font-size');
  const slot: Slot = {
    name,
    x: number('x'),
    y: number('y'),
    width: number('data-width'),
    height: number('data-height'),
    size,
    leastSize: number('data-least-size', size),
    leading: number('data-leading', 1.25),
    place,
    family: face.family,
    weight: face.weight,
  };
  if (slot.leastSize < 8 || slot.leastSize > size)
    throw wrong('has a smallest size of less than 8, or above its size.');
  if (!fitText(face, slot, 'M')) throw wrong('is too small for a single letter.');
  const close = tags.indexOf(tag) + 1;
  const to = tag.kind === 'empty' ? tag.to : tags[close]?.kind === 'close' ? (tags[close]?.to ?? 0) : 0;
  if (to === 0) throw wrong('may hold no other tags.');
  return { ...slot, from: tag.from, to, attributes: tag.attributes };
}
