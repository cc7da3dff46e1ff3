import Handlebars from 'handlebars';
import type sanitizeHtml from 'sanitize-html';
import { lazyPackage } from '../../../lazy-package.js';

const { SafeString, escapeExpression } = Handlebars;
const sanitizer = lazyPackage<typeof sanitizeHtml>('sanitize-html');

/** What a document of ours can hold. Everything else is dropped on the way to the page, whatever was stored. */
const DOCUMENT: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'br',
    'strong',
    'b',
    'em',
    'i',
    'a',
    'ul',
    'ol',
    'li',
    'h1',
    'h2',
    'h3',
    'h4',
    'blockquote',
    'q',
    'ins',
    'del',
    'span',
    'time',
  ],
  allowedAttributes: {
    a: ['href'],
    span: ['class'],
    ins: ['data-hunk'],
    del: ['data-hunk'],
    time: ['datetime'],
  },
  allowedClasses: {
    span: ['fill-in', 'is-commented', 'author-template', 'author-department', 'author-vendor'],
  },
  allowedSchemes: ['https', 'http', 'mailto'],
};

/** The document's own headings begin below the page's: its `h1` is shown as the given level. */
const below = (level: 2 | 3): sanitizeHtml.IOptions => ({
  ...DOCUMENT,
  transformTags: { h1: `h${level}`, h2: `h${level + 1}`, h3: `h4` },
});
const BELOW_THE_PAGE = below(2);
const BELOW_A_SECTION = below(3);

export const richTextHelpers = {
  /** HTML of a stored document, sanitised once more at the door; with `level=3` below a section of the page. */
  richText: (html: unknown, { hash }: Handlebars.HelperOptions): Handlebars.SafeString =>
    new SafeString(sanitizer()(String(html ?? ''), hash['level'] === 3 ? BELOW_A_SECTION : BELOW_THE_PAGE)),
  /** `text` with every word marked that begins like a word of `query`. */
  highlight: (text: unknown, query: unknown): Handlebars.SafeString => {
    const words = (typeof query === 'string' ? query.toLowerCase().match(/[\p{L}\p{N}]+/gu) : null) ?? [];
    const parts = String(text ?? '').split(/([\p{L}\p{N}]+)/u);
    const marked = parts.map((part, i) => {
      const begun = i % 2 === 1 ? words.filter((word) => part.toLowerCase().startsWith(word)) : [];
      const length = Math.max(0, ...begun.map((word) => word.length));
      return length > 0
        ? `<mark>${escapeExpression(part.slice(0, length))}</mark>${escapeExpression(part.slice(length))}`
        : escapeExpression(part);
    });
    return new SafeString(marked.join(''));
  },
};
