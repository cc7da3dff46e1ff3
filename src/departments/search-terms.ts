import { normaliseName } from './department-name.js';
import { parseOri } from './ori.js';
import { COMMON_WORDS, spelt, tellingWords } from './search-words.js';
import { STATES } from './states.js';

/** One way to understand what was typed. */
export interface Meaning {
  /** Postal code of the state that was named. */
  state: string | null;
  /** The other words, in the order and the spelling they were typed in: a name that begins like this is meant first. */
  name: string;
  /** Those of the words that tell departments apart, in their one spelling. */
  telling: string[];
  /** Words all names have (`police`, `county`): they help to rank. */
  common: string[];
}

/** What a person may have meant by the words in a search box. */
export interface Reading {
  /** Everything typed, normalised. */
  text: string;
  /** The query when it has the shape of an ORI, or of the beginning of one. */
  ori: string | null;
  oriStart: string | null;
  /** At most three; the ranking, not the reading, decides between them. */
  meanings: Meaning[];
}

const LONGEST = 200;
const MOST_WORDS = 8;

/** How states are shortened in running text, beside their postal codes. */
const SHORT = new Map(
  Object.entries({
    ala: 'AL', ariz: 'AZ', ark: 'AR', calif: 'CA', colo: 'CO', conn: 'CT', fla: 'FL', ill: 'IL', ind: 'IN', kan: 'KS',
    kans: 'KS', mass: 'MA', mich: 'MI', minn: 'MN', miss: 'MS', mont: 'MT', neb: 'NE', nev: 'NV', okla: 'OK', ore: 'OR',
    penn: 'PA', tenn: 'TN', tex: 'TX', wash: 'WA', wis: 'WI', wyo: 'WY',
  }), // prettier-ignore
);

const NAMES = [...STATES.values()].map(({ code, name }) => ({ code, words: normaliseName(name).split(' ') }));

interface Named {
  state: string;
  from: number;
  to: number;
}

/**
 * Reads a query such as `pittsburg ks`, `Pittsburg, Kansas`, `PD pittsburg ks` or `police in West Virginia`. Every word
 * that may name a state is tried as one and as a word, because towns are called Washington, and `or` is Oregon, too.
 */
export function readSearch(query: string): Reading {
  const text = normaliseName(query.slice(0, LONGEST).replace(/\b([ps])\.\s?([do])\b\.?/gi, '$1$2'));
  const words = text === '' ? [] : text.split(' ').slice(0, MOST_WORDS);
  const meanings = statesNamed(words).map((named) => meaningOf(words, named));
  if (words.length > 0) meanings.push(meaningOf(words, null));
  const compact = query.trim().toUpperCase();
  return {
    text,
    ori: /\d/.test(query) ? parseOri(query) : null,
    oriStart: /^[A-Z]{2}\d[A-Z0-9]{1,5}$/.test(compact) ? compact : null,
    meanings,
  };
}

function meaningOf(words: string[], named: Named | null): Meaning {
  const rest = named ? [...words.slice(0, named.from), ...words.slice(named.to)] : words;
  // "in" before a state, or left at the end by it, is no word of a name.
  if (named && rest[named.from - 1] === 'in') rest.splice(named.from - 1, 1);
  const spelled = spelt(rest);
  return {
    state: named?.state ?? null,
    name: rest.map((word) => (word === 'pd' ? 'police' : word)).join(' '),
    telling: tellingWords(spelled),
    common: spelled.filter((word) => COMMON_WORDS.has(word)),
  };
}

/** Where states are named: by name anywhere, by code at the beginning or end (words all names have not counted). Two at most. */
function statesNamed(words: string[]): Named[] {
  const found: Named[] = [];
  const plain = (word: string): boolean => COMMON_WORDS.has(word) || COMMON_WORDS.has(spelt([word])[0] ?? '');
  const end = words.findLastIndex((word) => !plain(word) || (word === 'co' && STATES.has('CO')));
  const start = words.findIndex((word) => !plain(word));
  for (let at = words.length - 1; at >= 0 && found.length < 2; at--) {
    const name = longestName(words, at);
    const word = words[at] ?? '';
    const code = STATES.has(word.toUpperCase()) ? word.toUpperCase() : SHORT.get(word);
    if (name) found.push(name);
    else if (code && (at === end || at === start)) found.push({ state: code, from: at, to: at + 1 });
  }
  return found.filter(
    (one) => !found.some((other) => other !== one && other.from <= one.from && other.to >= one.to),
  );
}

/** The state whose name ends with the word at this place: `west virginia`, not `virginia` after `west`. */
function longestName(words: string[], at: number): Named | undefined {
  return NAMES.filter(({ words: name }) => name.every((word, i) => words[at - name.length + 1 + i] === word))
    .sort((a, b) => b.words.length - a.words.length)
    .map(({ code, words: name }) => ({ state: code, from: at - name.length + 1, to: at + 1 }))[0];
}
