import type { CaptionPiece } from '../social/captions.service.js';
import type { RenderedBlock } from '../templates/templates.queries.js';
import { shownText } from './export-blocks.js';

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

type Values = Readonly<Record<string, string | number | null>>;

/** A post in the pieces a caption is made of: only the author's own words may be left out, sentence by sentence. Pure. */
export function captionPieces(blocks: readonly RenderedBlock[]): CaptionPiece[] {
  return blocks
    .map((block) => ({ text: shownText(block), mayShorten: block.role === 'free' }))
    .filter(({ text }) => text.trim() !== '');
}

/** The link a post carries, as it was frozen into the text. */
export function linkOf(values: Values): string | null {
  return text(values, 'referralUrl');
}

/**
 * What is drawn into a post's pictures, all of it from the approved text: its first sentence, the department, the link as people
 * type it, the disclosure. Pure.
 */
export function pictureTexts(
  blocks: readonly RenderedBlock[],
  values: Values,
  departmentName: string,
): { texts: Record<string, string>; altText: string } {
  const own = blocks.find(({ role, text: words }) => role === 'free' && words.trim() !== '');
  const [first] = sentences.segment((own?.text ?? '').replace(/\s+/g, ' ').trim());
  const link = linkOf(values)?.replace(/^https?:\/\//, '') ?? '';
  const texts: Record<string, string> = {
    words: first?.segment.trim() ?? '',
    department: departmentName,
    product: text(values, 'productName') ?? '',
    link,
    keyword: text(values, 'keyword') ?? '',
    disclosure: text(values, 'disclosure') ?? '',
  };
  const altText = [`${departmentName}:`, texts['words'], link && `${link}.`, texts['disclosure']]
    .filter(Boolean)
    .join(' ');
  return { texts, altText };
}

function text(values: Values, name: string): string | null {
  const value = Object.hasOwn(values, name) ? values[name] : null;
  return typeof value === 'string' && value !== '' ? value : null;
}
