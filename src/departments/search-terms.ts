import { normaliseName } from './department-name.js';
import { parseOri } from './ori.js';
import { STATES } from './states.js';

/** What a person meant by the words in the search box. */
export interface SearchTerms {
  /** Normalised words to look for in names; '' when nothing but a state was typed along with a filter. */
  words: string;
  /** The state named at the end of the query, if any. */
  state: string | null;
  /** The query when it has the shape of an ORI. */
  ori: string | null;
}

/** Postal codes that are also English words: taken for a state only in capitals or after a comma. */
const ALSO_WORDS = new Set(['in', 'or', 'me', 'ok', 'hi', 'oh', 'de', 'la', 'co', 'al', 'id', 'ma', 'pa']);

/**
 * Reads a query such as `pittsburg ks`, `Pittsburg, Kansas` or `police in West Virginia`: a state at the end narrows the
 * search, the rest is looked for. A state alone is looked for as a word, because towns are called Washington too.
 */
export function readSearch(query: string): SearchTerms {
  const text = query.replace(/\s+/g, ' ').trim().slice(0, 200);
  const ori = /\d/.test(text) ? parseOri(text) : null;
  for (const state of STATES.values()) {
    const rest = withoutState(text, state.name) ?? withoutState(text, state.code);
    if (rest !== null) return { words: normaliseName(rest), state: state.code, ori };
  }
  return { words: normaliseName(text), state: null, ori };
}

function withoutState(text: string, name: string): string | null {
  if (text.length <= name.length || text.slice(-name.length).toLowerCase() !== name.toLowerCase())
    return null;
  const typed = text.slice(-name.length);
  const before = text.slice(0, -name.length);
  if (!/[\s,]$/.test(before)) return null;
  const afterComma = /,\s*$/.test(before);
  if (name.length === 2 && !afterComma && typed !== name && ALSO_WORDS.has(typed.toLowerCase())) return null;
  // "west virginia" must not be read as the town of West in Virginia.
  if (name === 'Virginia' && /\bwest\s$/i.test(before)) return null;
  const rest = before.replace(/[\s,]+(in)?[\s,]*$/i, '').trim();
  return rest === '' ? null : rest;
}
