import { quoted, type ReleaseBlock } from './rules/render-release.js';

/** The words of a block as a reader sees them: a quote in its marks with who said it, a list one line an item. Pure. */
export function shownText(block: ReleaseBlock): string {
  if (block.text.trim() === '') return '';
  return block.kind === 'quote' ? quoted(block).join('\n\n') : block.text;
}

/** A text in paragraphs, each in its lines; the items of a list are its paragraphs. Pure. */
export function paragraphsOf(block: ReleaseBlock): string[][] {
  const text = shownText(block);
  if (text === '') return [];
  const lines = (part: string): string[] =>
    part
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  if (block.kind === 'list') return lines(text).map((item) => [item]);
  return text.split(/\n\s*\n/).map(lines);
}
