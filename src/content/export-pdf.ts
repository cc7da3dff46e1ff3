import { printable } from '../platform/documents/printable.js';
import { paragraphsOf } from './export-blocks.js';
import { notPrintable } from './releases.errors.js';
import type { ReleaseBlock } from './rules/render-release.js';

const FORMATS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

export interface PrintedPicture {
  sha256: string;
  mediaType: string;
  altText: string;
  bytes: Buffer;
}

/**
 * A text as templates/print/release.typ takes it. Throws 422 `not_printable` for a sign the printed faces do not have: an approved
 * text is printed as it is or not at all. Pure.
 */
export function printedRelease(
  title: string,
  vendor: string,
  blocks: readonly ReleaseBlock[],
  pictures: readonly PrintedPicture[],
): { data: Record<string, unknown>; files: Map<string, Buffer> } {
  const files = new Map<string, Buffer>();
  const data = {
    title: title.normalize('NFC'),
    vendor: vendor.normalize('NFC'),
    blocks: blocks
      .map((block) => ({ kind: block.kind, paragraphs: paragraphsOf(block) }))
      .filter(({ paragraphs }) => paragraphs.length > 0),
    pictures: pictures.map(({ sha256, mediaType, altText, bytes }) => {
      const format = FORMATS[mediaType] ?? 'png';
      const name = `${sha256}.${format}`;
      files.set(name, bytes);
      return { path: `/${name}`, format, alt: altText.replace(/\s+/g, ' ').trim().normalize('NFC') };
    }),
  };
  if (JSON.stringify(printable(data)) !== JSON.stringify(data)) throw notPrintable();
  return { data, files };
}
