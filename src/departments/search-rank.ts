import { DEPARTMENT_KINDS, type DepartmentKind } from './department-kinds.js';
import { normaliseName } from './department-name.js';
import type { Meaning, Reading } from './search-terms.js';
import { slips, slipsAllowed, spelt, tellingWords } from './search-words.js';

/** What the ranking looks at. */
export interface Rankable {
  id: string;
  searchName: string;
  kind: DepartmentKind;
  state: string;
  city: string | null;
  county: string | null;
  partnered: boolean;
  openPitch: boolean;
}

const NOWHERE = Number.POSITIVE_INFINITY;
/** Closeness, nearest first; what was typed with slips comes after all that was typed right. */
const EXACT = 0;
const TELLING = 1;
const BEGINS = 2;
const BEGINS_WITHIN_A_WORD = 3;
const WORDS = 4;
const BEGINNINGS_OF_WORDS = 5;
const PLACE = 6;
const SLIPS = 7;
/** As much as this more for each word that is like none of the row's. */
const MISSED = 4;
const STATE_ALONE = 20;

/** A person who types `pittsburg` means the police before the university. */
const KIND_ORDER: Record<DepartmentKind, number> = {
  municipal_police: 0,
  sheriff: 1,
  state: 2,
  tribal: 3,
  other: 4,
  university: 5,
};

/**
 * The rows that fit what was typed, best first: the exact name, then names that begin like it, then names with its words, then
 * places, then words with slips. Among equals the kind that was named, then partners, then open pitches, then the police.
 */
export function rankDepartments<R extends Rankable>(
  reading: Reading,
  rows: readonly R[],
): { rows: R[]; asTyped: boolean } {
  const best = new Map<string, { row: R; key: (number | string)[] }>();
  // Slips are counted only when nothing was typed right: they are the dear part.
  const right = (row: R) => Math.min(...reading.meanings.map((meaning) => closeness(meaning, row, false)));
  const asRead = rows.map((row) => ({ row, close: right(row) }));
  const slipped = asRead.every(({ close }) => close >= SLIPS);
  for (const { row, close: read } of asRead) {
    const close =
      slipped && read === NOWHERE
        ? Math.min(...reading.meanings.map((meaning) => closeness(meaning, row)))
        : read;
    if (close === NOWHERE) continue;
    const key = [
      close,
      Math.min(...reading.meanings.map((meaning) => kindMissed(meaning, row))),
      row.partnered ? 0 : row.openPitch ? 1 : 2,
      KIND_ORDER[row.kind] ?? DEPARTMENT_KINDS.length,
      row.searchName.length,
      row.searchName,
      row.state,
      row.id,
    ];
    const known = best.get(row.id);
    if (!known || compare(key, known.key) < 0) best.set(row.id, { row, key });
  }
  const sorted = [...best.values()].sort((a, b) => compare(a.key, b.key));
  const nearest = Number(sorted[0]?.key[0] ?? NOWHERE);
  // Who typed it right does not mean its neighbours; who got every word nearly right does not mean half of them.
  const limit = nearest < SLIPS ? SLIPS : nearest < SLIPS + MISSED ? SLIPS + MISSED : NOWHERE;
  const meant = sorted.filter(({ key }) => Number(key[0]) < limit || key[0] === STATE_ALONE);
  return { rows: meant.map(({ row }) => row), asTyped: nearest < SLIPS || nearest === STATE_ALONE };
}

/** How near a row is to one meaning, by the numbers above; Infinity when it is not meant. */
export function closeness(meaning: Meaning, row: Rankable, withSlips = true): number {
  if (meaning.state !== null && meaning.state !== row.state) return NOWHERE;
  if (meaning.name === '') return STATE_ALONE;
  if (row.searchName === meaning.name) return EXACT;
  const words = spelt(row.searchName.split(' '));
  const telling = tellingWords(words);
  if (meaning.telling.length > 0 && same(telling, meaning.telling)) return TELLING;
  if (row.searchName.startsWith(`${meaning.name} `)) return BEGINS;
  if (row.searchName.startsWith(meaning.name)) return BEGINS_WITHIN_A_WORD;
  if (meaning.telling.length === 0)
    return meaning.common.every((word) => words.includes(word)) ? WORDS : NOWHERE;
  if (meaning.telling.every((word) => words.includes(word))) return WORDS;
  // Apart or run together ("mc pherson"): the letters are right.
  if (telling.join('') === meaning.telling.join('')) return WORDS;
  const begun = (from: readonly string[]) =>
    meaning.telling.every((word, i) =>
      i === meaning.telling.length - 1 ? from.some((one) => one.startsWith(word)) : from.includes(word),
    );
  if (begun(words)) return BEGINNINGS_OF_WORDS;
  const places = spelt(normaliseName(`${row.city ?? ''} ${row.county ?? ''}`).split(' '));
  if (begun([...words, ...places])) return PLACE;
  if (!withSlips) return NOWHERE;
  // The name as it is written, too: who types `forth` means `Fort`, which is looked for as `ft`.
  const written = tellingWords(row.searchName.split(' '));
  const more = telling.length === meaning.telling.length ? 0 : 0.5;
  return SLIPS + more + slipped(meaning, [...new Set([...telling, ...written])], places);
}

/** Slips of all words together; one more for a word that is only its place's. */
function slipped(meaning: Meaning, name: string[], places: string[]): number {
  let sum = 0;
  let missed = 0;
  for (const [i, typed] of meaning.telling.entries()) {
    const unfinished = i === meaning.telling.length - 1 && typed.length > 3;
    const found = Math.min(fewest(typed, name, unfinished), fewest(typed, places, unfinished) + 1);
    if (found === NOWHERE) missed++;
    else sum += found;
  }
  if (missed === meaning.telling.length) return NOWHERE;
  return Math.min(sum, MISSED - 1) + MISSED * missed;
}

function fewest(typed: string, words: readonly string[], unfinished: boolean): number {
  const most = slipsAllowed(typed);
  return Math.min(
    NOWHERE,
    ...words.map((word) => slips(typed, word, most)),
    ...(unfinished ? words.map((word) => slips(typed, word, most, true) + 0.5) : []),
  );
}

/** 1 when words like `sheriff` were typed that the name does not have. */
function kindMissed(meaning: Meaning, row: Rankable): number {
  if (meaning.common.length === 0) return 0;
  const words = row.searchName.split(' ');
  const has = (word: string) =>
    words.includes(word) || (word.startsWith('sheriff') && row.kind === 'sheriff');
  return meaning.common.every(has) ? 0 : 1;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

function compare(a: (number | string)[], b: (number | string)[]): number {
  for (const [i, part] of a.entries()) {
    const other = b[i] ?? 0;
    if (part < other) return -1;
    if (part > other) return 1;
  }
  return 0;
}
