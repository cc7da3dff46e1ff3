import { diffWordsWithSpace } from 'diff';

/** A stretch of a text, in UTF-16 units. */
export interface Stretch {
  from: number;
  to: number;
}

// Counted, not timed, as in the redline: the same texts place a thread the same way everywhere.
const MAX_EDITS = 1_000;

/**
 * Where words of one text stand in a later one: where they stand word for word when that is one place only, else where at
 * least half of their letters were kept. Null when they were taken out or cannot be told.
 */
export function carried(before: string, { from, to }: Stretch, after: string): Stretch | null {
  if (before === after) return { from, to };
  const quote = before.slice(from, to);
  if (onlyPlaceOf(quote, before) !== null) {
    const place = onlyPlaceOf(quote, after);
    if (place !== null) return { from: place, to: place + quote.length };
  }
  const pieces = diffWordsWithSpace(before, after, { maxEditLength: MAX_EDITS });
  if (!pieces) return null;
  let at = 0;
  let newAt = 0;
  let kept = 0;
  let found = null as Stretch | null;
  for (const { value, added, removed } of pieces) {
    if (!added && !removed) {
      const start = Math.max(from, at);
      const end = Math.min(to, at + value.length);
      if (start < end && /\S/.test(before.slice(start, end))) {
        const shift = newAt - at;
        found = { from: found?.from ?? start + shift, to: end + shift };
        kept += letters(before.slice(start, end));
      }
    }
    if (!added) at += value.length;
    if (!removed) newAt += value.length;
  }
  return found && kept * 2 >= letters(quote) ? found : null;
}

/** Where a text stands in another when it stands there once; null otherwise. */
export function onlyPlaceOf(words: string, text: string): number | null {
  const place = text.indexOf(words);
  if (words === '' || place < 0) return null;
  return text.indexOf(words, place + 1) < 0 ? place : null;
}

function letters(text: string): number {
  return text.replace(/\s/g, '').length;
}
