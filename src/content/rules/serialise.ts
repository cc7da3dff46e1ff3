import type sanitizeHtml from 'sanitize-html';
import { lazyPackage } from '../../platform/lazy-package.js';

const sanitizer = lazyPackage<typeof sanitizeHtml>('sanitize-html');

/** Control characters but line feed, direction overrides, and invisible spaces that would hide a difference between two texts. */
const HIDDEN = /(?!\n)[\p{Cc}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * The server's own form of a text: no markup, no hidden characters, NFC, LF, single spaces, at most one blank line
 * in a row, trimmed. Doing it twice changes nothing, so an unchanged save keeps its hash.
 */
export function serialiseText(text: string): string {
  // Taking something out can let a tag appear ("<<b>b>", "&amp;lt;b&amp;gt;"), so it is done until nothing changes.
  let before = tidy(text);
  for (let turn = 0; turn < 8; turn += 1) {
    const after = tidy(withoutMarkup(before));
    if (after === before) return after;
    before = after;
  }
  return tidy(before.replace(/[<>&]/g, ''));
}

/** Every text of a draft's body in the server's form; block ids stay. */
export function serialiseBody(body: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(body).map(([id, text]) => [id, serialiseText(text)]));
}

/** The values of a draft: each of `names` is there, texts in the server's form, what is absent or empty is null. */
export function serialiseValues(
  names: readonly string[],
  values: Readonly<Record<string, string | number | null | undefined>>,
): Record<string, string | number | null> {
  return Object.fromEntries(
    names.map((name) => {
      const value = Object.hasOwn(values, name) ? (values[name] ?? null) : null;
      if (typeof value !== 'string') return [name, value];
      return [name, serialiseText(value) || null];
    }),
  );
}

function tidy(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[\t\u00a0]/g, ' ')
    .replace(HIDDEN, '')
    .replace(LONE_SURROGATE, '\ufffd')
    .normalize('NFC')
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function withoutMarkup(text: string): string {
  if (!/[<&]/.test(text)) return text;
  return sanitizer()(text, { allowedTags: [], allowedAttributes: {} })
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
