import { linksIn } from './links-in-text.js';
import type { CountUnit } from './network-rules.js';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Length of a link after X and Mastodon have put their own in its place. */
const LINK_LENGTH = 23;
/** Code points that weigh one on X; all others weigh two. */
const LIGHT: readonly (readonly [number, number])[] = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
];
const SHOWN_AS_PICTURE = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[0-9#*]\ufe0f?\u20e3/u;
/** Everything that is, or is kept free to become, a picture from here on; so that the newest emoji count before this runtime knows them. */
const PICTURES_FROM = 0x1f000;
const FAR_MENTION = /(?<![\w/])@(\w+(?:[\w.-]*\w)?)@[a-z0-9.-]*[a-z0-9]/gi;

/** How long a text is for a network, in its own unit. Pure. */
export function countIn(unit: CountUnit, text: string): number {
  switch (unit) {
    case 'x_weighted':
      return weighted(text.normalize('NFC'));
    case 'graphemes':
      return clusters(text);
    case 'mastodon':
      return withoutLinks(text, { schemeNeeded: true }, (rest) => clusters(rest.replace(FAR_MENTION, '@$1')));
    case 'threads':
      return sum(text, (cluster) => (isEmoji(cluster) ? Buffer.byteLength(cluster) : [...cluster].length));
    case 'utf16':
      return text.length;
  }
}

/** The hashtags of a text, as Instagram counts them. */
export function hashtagsIn(text: string): string[] {
  return text.match(/(?<![\p{L}\p{N}_&/])[#＃][\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu) ?? [];
}

/** Whether what a reader sees as one sign is drawn as a picture: emoji old and new, flags, keycaps, families joined into one. */
export function isEmoji(cluster: string): boolean {
  const code = cluster.codePointAt(0) ?? 0;
  return (
    SHOWN_AS_PICTURE.test(cluster) || (code >= PICTURES_FROM && /^\p{Extended_Pictographic}/u.test(cluster))
  );
}

function weighted(text: string): number {
  return withoutLinks(text, {}, (rest) =>
    sum(rest, (cluster) =>
      isEmoji(cluster) ? 2 : [...cluster].reduce((all, sign) => all + weightOf(sign), 0),
    ),
  );
}

function weightOf(sign: string): number {
  const code = sign.codePointAt(0) ?? 0;
  return LIGHT.some(([from, to]) => code >= from && code <= to) ? 1 : 2;
}

function withoutLinks(
  text: string,
  options: { schemeNeeded?: boolean },
  count: (rest: string) => number,
): number {
  let total = 0;
  let at = 0;
  for (const { from, to } of linksIn(text, options)) {
    total += count(text.slice(at, from)) + LINK_LENGTH;
    at = to;
  }
  return total + count(text.slice(at));
}

function clusters(text: string): number {
  return sum(text, () => 1);
}

function sum(text: string, of: (cluster: string) => number): number {
  let total = 0;
  for (const { segment } of segmenter.segment(text)) total += of(segment);
  return total;
}
