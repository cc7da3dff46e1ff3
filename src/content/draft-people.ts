const NAME = String.raw`\p{Lu}[\p{L}'’-]+`;
const FULL = String.raw`${NAME}(?:\s+\p{Lu}\.)?(?:\s+${NAME}){1,2}`;
const TITLES =
  'Mr|Mrs|Ms|Miss|Dr|Officer|Sgt|Sergeant|Lt|Lieutenant|Det|Detective|Capt|Captain|Cpl|Corporal|Chief|Sheriff|Deputy|Mayor|Councilman|Councilwoman|Councilmember';
const ROLES = 'resident|neighbor|homeowner|owner|victim|suspect|witness|student|volunteer|mother|father'
  .split('|')
  .map((role) => `[${role.charAt(0).toUpperCase()}${role.charAt(0)}]${role.slice(1)}`)
  .join('|');

/** Where a text names somebody: after a title, by name and age, by who speaks, or as somebody's part in a story. */
const PLACES = [
  new RegExp(String.raw`\b(?:${TITLES})\.?\s+(${NAME}(?:\s+\p{Lu}\.)?(?:\s+${NAME}){0,2})`, 'gu'),
  new RegExp(String.raw`(?<![\p{L}.])(${FULL}),\s+(?:age\s+)?\d{1,3}(?!\d)`, 'gu'),
  new RegExp(String.raw`\bsaid\s+(?:(?:${TITLES})\.?\s+)?(${FULL})`, 'gu'),
  new RegExp(String.raw`(?<![\p{L}.])(${FULL})\s+said\b`, 'gu'),
  new RegExp(String.raw`\b(?:${ROLES})s?\s+(${FULL})`, 'gu'),
];

/**
 * People a text names, in its order and each once, without those whose names stand in `known` (contacts, speakers).
 * A rule of thumb that asks rather than decides: it looks for how newspapers name people, not for names as such.
 */
export function peopleIn(text: string, known: readonly string[]): string[] {
  const knownWords = known.map((one) => new Set(wordsOf(one)));
  const found = new Map<string, number>();
  for (const place of PLACES) {
    for (const match of text.matchAll(place)) {
      const name = (match[1] ?? '').replace(/\s+/g, ' ').replace(/[’']s$/, '');
      const words = wordsOf(name);
      if (knownWords.some((set) => words.every((word) => set.has(word)))) continue;
      if ([...found.keys()].some((other) => wordsOf(other).join(' ').includes(words.join(' ')))) continue;
      found.set(name, match.index);
    }
  }
  return [...found].sort((a, b) => a[1] - b[1]).map(([name]) => name);
}

function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^\p{L}'’-]+/u)
    .filter((word) => word.length > 1);
}
