/**
 * Words nearly every name has: they tell kinds apart, never departments, so they are neither indexed nor asked for.
 * The same list stands in `liaison_search_words` of the database; a change needs a migration that builds the index anew.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set([
  'police',
  'department',
  'county',
  'office',
  'sheriffs',
  'sheriff',
  'of',
  'and',
  'the',
]);

/** What people write short, and the one spelling it is looked for in. `co` is a county where it is not Colorado. */
const SPELT: ReadonlyMap<string, readonly string[]> = new Map([
  ['pd', ['police']],
  ['so', ['sheriffs']],
  ['dept', ['department']],
  ['co', ['county']],
  ['cnty', ['county']],
  ['twp', ['township']],
  ['univ', ['university']],
  ['hwy', ['highway']],
  ['boro', ['borough']],
  ['dps', ['public', 'safety']],
  ['saint', ['st']],
  ['fort', ['ft']],
  ['mount', ['mt']],
]);

/** The words people write out, which stand for a short one in the index. */
export const WRITTEN_OUT: readonly (readonly [written: string, indexed: string])[] = [
  ['saint', 'st'],
  ['fort', 'ft'],
  ['mount', 'mt'],
];

/** Words of a normalised text in their one spelling. */
export function spelt(words: readonly string[]): string[] {
  return words.flatMap((word) => SPELT.get(word) ?? [word]);
}

/** What is left of a name without the words all have: `pittsburg` of `pittsburg police department`. */
export function tellingWords(words: readonly string[]): string[] {
  return words.filter((word) => !COMMON_WORDS.has(word));
}

/** How many slips of the hand a word of this length may hold. */
export function slipsAllowed(word: string): number {
  if (/^\d+$/.test(word) || word.length < 3) return 0;
  return word.length < 6 ? 1 : word.length < 9 ? 2 : 3;
}

/**
 * Slips (a letter left out, put in, changed, or two swapped) between what was typed and a word; with `asPrefix`, the
 * fewest to any beginning of the word, for a word still being typed. Anything above `most` is Infinity.
 */
export function slips(typed: string, word: string, most: number, asPrefix = false): number {
  if (!asPrefix && Math.abs(typed.length - word.length) > most) return Number.POSITIVE_INFINITY;
  // Each slip brings at most one letter the word does not have.
  if (bits(letters(typed) & ~letters(word)) > most) return Number.POSITIVE_INFINITY;
  const width = Math.min(word.length, typed.length + most);
  let before: number[] = [];
  let last = Array.from({ length: width + 1 }, (_, at) => at);
  for (let i = 1; i <= typed.length; i++) {
    const row = [i];
    for (let j = 1; j <= width; j++) {
      const same = typed[i - 1] === word[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1];
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  const found = asPrefix ? Math.min(...last.slice(1)) : width < word.length ? most + 1 : (last[width] ?? 0);
  return found <= most ? found : Number.POSITIVE_INFINITY;
}

/** The letters of a word as bits; two that share one only make the test more lenient. */
function letters(word: string): number {
  let all = 0;
  for (let i = 0; i < word.length; i++) all |= 1 << (word.charCodeAt(i) & 31);
  return all;
}

function bits(all: number): number {
  let count = 0;
  for (let rest = all; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Of words that are somewhat alike, those with the fewest slips, at most eight; none when all have too many. */
export function closestWords(typed: string, words: readonly string[], asPrefix: boolean): string[] {
  const most = slipsAllowed(typed);
  const judged = words
    .map((word) => ({
      word,
      slips: Math.min(
        slips(typed, word, most),
        // An unfinished word is the second guess: it has half a slip already.
        asPrefix && typed.length > 3 ? slips(typed, word, most, true) + 0.5 : Number.POSITIVE_INFINITY,
      ),
    }))
    .filter((one) => Number.isFinite(one.slips))
    .sort((a, b) => a.slips - b.slips);
  const best = judged[0]?.slips ?? 0;
  return judged
    .filter((one) => one.slips < best + 1)
    .slice(0, 8)
    .map(({ word }) => word);
}
