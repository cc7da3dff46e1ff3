import { slipsAllowed, spelt } from './search-words.js';
import { BY_NAME } from './name-order.js';
import type { Meaning, Reading } from './search-terms.js';

/** Names that begin as typed, read in order until so many are found; then names with the words, wherever they stand. */
const BEGINNING = 300;
const ENOUGH = 60;
const WITH_THE_WORDS = 2_000;
/** Beginnings of the last word that are tried: `pitt` may become so many words. */
const ENDINGS = 60;
const MOST_UNITS = 3;
/** A big county has dozens of departments: those that are called so come before those that only lie there. */
const IN_THE_NAME = 1;
const IN_THE_PLACE = 2;

/** Other words each typed word may stand for: found when it was not in any name. */
export type Alternatives = Map<string, readonly string[]>;

export interface Statement {
  sql: string;
  params: unknown[];
}

/**
 * The departments that may be meant, at most `cut`, as rows to be ranked. Every part is bounded, so that the answer takes as
 * long among a million departments: what begins as typed is read from the index in its order, what has the words from
 * the index of words, and what all names have is not asked for. The text depends on the shape of the question alone.
 */
export function candidates(
  reading: Reading,
  { where = 'true', params = [], cut, alternatives }: Narrowing,
): Statement {
  const values: unknown[] = [...params];
  const give = (value: unknown) => `$${values.push(value)}`;
  const begins: string[] = [];
  const words: string[] = [];
  for (const meaning of reading.meanings) {
    const within = meaning.state === null ? where : `d.state = ${give(meaning.state)} and ${where}`;
    begins.push(beginning(meaning, within, give));
    const asked = meaning.telling.length > 0 ? withWords(meaning, within, give, alternatives) : undefined;
    if (asked) words.push(asked);
  }
  const coded = reading.text === '' || reading.text.includes(' ') ? '' : codes(reading, where, give);
  // `sheriff` beside a name many have: those that are one come first, before the rest is cut off.
  const hint = reading.meanings.at(-1)?.common.at(-1);
  const hinted = hint ? `strpos(search_name, ${give(hint)}) = 0,` : '';
  return {
    sql: `with beginning as materialized (${begins.map((part) => `(${part})`).join(' union all ')}),
      found as (
        select id, search_name, 0 as place from beginning
        ${words.map((part) => `union all (${part})`).join('\n')}
        ${coded}
      ),
      narrowed as (
        select id, search_name from found group by id, search_name
         order by min(place), ${hinted} exists (select from partnership p where p.department_id = found.id and p.state <> 'ended') desc,
                  length(search_name), search_name, id
         limit ${cut}
      )`,
    params: values,
  };
}

export interface Narrowing {
  /** A further condition on `d`, with its parameters numbered from 1. */
  where?: string;
  params?: readonly unknown[];
  cut: number;
  alternatives?: Alternatives;
}

/** A referral alias, or the first letters of an ORI, typed alone. */
function codes(reading: Reading, where: string, give: (value: unknown) => string): string {
  const start = reading.oriStart;
  const byOri = start ? ` or d.ori between ${give(start)} and ${give(start.padEnd(9, 'Z'))}` : '';
  return `union all (select d.id, d.search_name, 0 from department d
    where ${where} and (d.id = (select a.department_id from referral_alias a where a.alias = ${give(reading.text)})${byOri})
    limit ${BEGINNING})`;
}

function beginning(meaning: Meaning, within: string, give: (value: unknown) => string): string {
  const from = give(meaning.name);
  const to = give(meaning.name === '' ? MAX : after(meaning.name));
  return `select d.id, d.search_name from department d
    where ${within} and ${BY_NAME} >= ${from} and ${BY_NAME} < ${to}
    order by ${BY_NAME} limit ${BEGINNING}`;
}

function withWords(
  meaning: Meaning,
  within: string,
  give: (value: unknown) => string,
  alternatives: Alternatives | undefined,
): string | undefined {
  const units = unitsOf(meaning, alternatives);
  if (units.length === 0) return undefined;
  const conditions = units.map(({ words, unfinished }) => {
    const exact = `${give(words)}::text[]`;
    if (!unfinished) return `liaison_search_words(d.search_name, d.city, d.county) && ${exact}`;
    const [from, to] = [give(unfinished), give(after(unfinished))];
    // In the order of their own column the words would not be comparable with the index of departments' words.
    const state = meaning.state === null ? '' : `and w.state = ${give(meaning.state)}`;
    return `liaison_search_words(d.search_name, d.city, d.county) && (${exact} || array(
      select w.word collate "default" from search_word w where w.word >= ${from} and w.word < ${to} ${state}
       group by w.word order by length(w.word), w.word limit ${ENDINGS}))`;
  });
  const named = units.map(({ words }) => `d.search_name ~ ${give(beginningOfAny(words))}`);
  return `select d.id, d.search_name, case when ${named.join(' and ')} then ${IN_THE_NAME} else ${IN_THE_PLACE} end
     from department d
    where (select count(*) from beginning) < ${ENOUGH} and ${within} and ${conditions.join(' and ')} limit ${WITH_THE_WORDS}`;
}

/** A pattern for names in which one of the words begins; words are letters and digits of a normalised name. */
function beginningOfAny(words: readonly string[]): string {
  return `\\m(?:${words.map((word) => word.replace(/[^\p{L}\p{N}]/gu, '.')).join('|')})`;
}

/** The words that must be there, each with what it may stand for; the last may be unfinished. */
export function unitsOf(
  meaning: Meaning,
  alternatives?: Alternatives,
): { words: string[]; unfinished: string | null }[] {
  const telling = meaning.telling.slice(0, MOST_UNITS);
  return telling.flatMap((word, i) => {
    const last = i === telling.length - 1 && meaning.telling.length <= MOST_UNITS;
    const others = alternatives?.get(keyOf(word, meaning.state));
    if (others) return others.length === 0 ? [] : [{ words: [...others], unfinished: null }];
    // One or two letters at the end are not a word yet; they only help to rank.
    if (
      last &&
      word.length < 3 &&
      i > 0 &&
      !spelt([word]).includes('st') &&
      slipsAllowed(word) === 0 &&
      !/\d/.test(word)
    )
      return [];
    return [{ words: [word], unfinished: last && word.length > 1 ? word : null }];
  });
}

export function keyOf(word: string, state: string | null): string {
  return `${state ?? '*'} ${word}`;
}

const MAX = '\u{10FFFF}';

/** The first text after all that begin with this one, in the order of code points. */
function after(text: string): string {
  return text + MAX;
}
