import { CARRIER_KEYWORDS, KEYWORD } from './referral-codes.js';

/** What a text message asks for, by its first word. */
export type Asked =
  | { kind: 'keyword'; keyword: string }
  /** HELP and INFO. */
  | { kind: 'help' }
  /** STOP, START and the like: the carrier's platform acts on these and answers them itself. */
  | { kind: 'carrier' }
  | { kind: 'unknown' };

const HELP = new Set(['HELP', 'INFO']);

/** Reads the first word of a text, in any case, without the quotation marks and full stops people copy along. */
export function readText(body: unknown): Asked {
  if (typeof body !== 'string') return { kind: 'unknown' };
  const word = body
    .slice(0, 200)
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .split(/[^\p{L}\p{N}]/u, 1)[0]!
    .toUpperCase();
  if (HELP.has(word)) return { kind: 'help' };
  if (CARRIER_KEYWORDS.has(word)) return { kind: 'carrier' };
  return KEYWORD.test(word) ? { kind: 'keyword', keyword: word } : { kind: 'unknown' };
}
