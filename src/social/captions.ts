import { countIn, hashtagsIn } from './counting.js';
import type { NetworkRule } from './network-rules.js';

/** A piece of the text; only the words of a free one may be left out, sentence by sentence from its end. */
export interface CaptionPiece {
  text: string;
  mayShorten: boolean;
}

/** One text as it goes onto one network. */
export interface Caption {
  network: string;
  name: string;
  text: string;
  /** Its length in the network's unit. */
  count: number;
  limit: number | null;
  /** Sentences left out at the end so that it fits. */
  leftOut: number;
  /** Why it cannot be posted as it is; null when it can. */
  refused: string | null;
  /** What to look at before posting; never in the way. */
  warning: string | null;
  /** The address that opens the network's own form with the text or the link in it. */
  shareUrl: string | null;
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * The caption of a text for one network: the whole text where it fits, else as many whole sentences as fit, with the link and
 * the disclosure whole. No word is changed, and no sentence cut. What cannot fit is refused with the reason. Pure.
 */
export function captionFor(rule: NetworkRule, pieces: readonly CaptionPiece[], link: string | null): Caption {
  const { text, leftOut } = fitted(rule, pieces);
  const count = countIn(rule.unit, text);
  const refused = refusalOf(rule, text, count);
  const share = refused === null ? shareUrl(rule, text, link) : null;
  return {
    network: rule.key,
    name: rule.name,
    text,
    count,
    limit: rule.limit,
    leftOut,
    refused,
    warning: warningOf(rule, count),
    shareUrl: share,
  };
}

function fitted(rule: NetworkRule, pieces: readonly CaptionPiece[]): { text: string; leftOut: number } {
  const whole = joined(pieces.map(({ text }) => text));
  if (fits(rule, whole)) return { text: whole, leftOut: 0 };
  const cut = pieces.map(({ text, mayShorten }) => ({
    mayShorten,
    left: mayShorten ? sentencesOf(text) : [text],
  }));
  let leftOut = 0;
  for (;;) {
    // The last words go first, so that the text still begins as it was written; one sentence always stays.
    const longest = cut.findLast(({ mayShorten, left }) => mayShorten && left.length > 0);
    const spare = cut.reduce((all, { mayShorten, left }) => all + (mayShorten ? left.length : 0), 0);
    if (!longest || spare <= 1) return { text: whole, leftOut: 0 };
    longest.left.pop();
    leftOut += 1;
    const text = joined(cut.map(({ left }) => left.join('').trimEnd()));
    if (fits(rule, text)) return { text, leftOut };
  }
}

function fits(rule: NetworkRule, text: string): boolean {
  const { limit, limitBytes } = rule;
  return (
    (limit === null || countIn(rule.unit, text) <= limit) &&
    (limitBytes === undefined || Buffer.byteLength(text) <= limitBytes)
  );
}

function refusalOf(rule: NetworkRule, text: string, count: number): string | null {
  const { name, limit, limitBytes, hashtags } = rule;
  if (limit !== null && count > limit)
    return `${count - limit} over the ${inFigures(limit)} ${name} takes. Shorten the text.`;
  if (limitBytes !== undefined && Buffer.byteLength(text) > limitBytes)
    return `More than the ${inFigures(limitBytes)} bytes ${name} takes. Use fewer emoji.`;
  const used = hashtagsIn(text).length;
  if (hashtags !== undefined && used > hashtags)
    return `${used} hashtags; ${name} takes ${hashtags}. Take ${used - hashtags} out.`;
  return null;
}

function warningOf({ limit, warnAbove, note, name }: NetworkRule, count: number): string | null {
  if (limit === null && warnAbove && count > warnAbove)
    return `Longer than ${inFigures(warnAbove)} characters, which ${name} may not take. ${note ?? ''}`.trim();
  return note;
}

function shareUrl({ share }: NetworkRule, text: string, link: string | null): string | null {
  if (!share || (share.includes('{link}') && !link)) return null;
  return share
    .replace('{text}', () => encodeURIComponent(text))
    .replace('{link}', () => encodeURIComponent(link ?? ''));
}

/** Sentences, each with the space after it; an end within brackets or after an abbreviation is the segmenter's to judge. */
function sentencesOf(text: string): string[] {
  return [...sentences.segment(text)].map(({ segment }) => segment);
}

function joined(texts: readonly string[]): string {
  return texts.filter((text) => text.trim() !== '').join('\n\n');
}

function inFigures(count: number): string {
  return count.toLocaleString('en-US');
}
