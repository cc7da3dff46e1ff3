import type sanitizeHtml from 'sanitize-html';
import { lazyPackage } from '../../platform/lazy-package.js';

const sanitizer = lazyPackage<typeof sanitizeHtml>('sanitize-html');

/** Text without the characters Postgres refuses or a page would show as boxes; line ends are LF. */
export function cleaned(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '');
}

/** The same in one line, at most `limit` characters. */
export function oneLine(text: string, limit: number): string {
  return cleaned(text).replace(/\s+/g, ' ').trim().slice(0, limit);
}

const BLOCK_ENDS = /<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6]|\/blockquote)\b[^>]{0,500}>/gi;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The words of an HTML mail, a line for each block; no tag, script or style of it is left. */
export function textOfHtml(html: string): string {
  const broken = html.replace(/\s+/g, ' ').replace(BLOCK_ENDS, '$&\n');
  const words = sanitizer()(broken, { allowedTags: [], allowedAttributes: {} });
  return words
    .replace(/&(amp|lt|gt|quot|#39);/g, (_all, name: string) => ENTITIES[name] ?? '')
    .replace(/\u00a0/g, ' ')
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
