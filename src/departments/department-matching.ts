import { normaliseName } from './department-name.js';

/** A department of the directory that a row may mean. */
export interface Candidate {
  id: string;
  county: string | null;
}

export type Match =
  | { is: 'one'; id: string }
  /** For a person to settle: several fit, or the only one that does is in another county. */
  | { is: 'doubtful'; ids: string[]; why: 'several' | 'county_differs' }
  | { is: 'none' };

const WORDS = new Map([
  ['co', 'county'],
  ['cnty', 'county'],
  ['dept', 'department'],
  ['dep', 'department'],
  ['twp', 'township'],
  ['univ', 'university'],
  ['sfty', 'safety'],
  ['st', 'saint'],
  ['ste', 'sainte'],
  ['mt', 'mount'],
  ['ft', 'fort'],
]);

/** Ways of saying what kind of agency it is, longest first; each stands at the end of a name. */
const ENDINGS: [RegExp, string][] = [
  [
    / (?:police department|department of police|division of police|police division|bureau of police|police bureau|police|pd)$/,
    'police',
  ],
  [/ (?:county |parish )?(?:sheriffs?|sherriffs?) (?:office|department)$/, 'sheriff'],
  [/ (?:county |parish )?(?:sheriffs?|so)$/, 'sheriff'],
  [/ (?:department of public safety|public safety department|public safety|dps)$/, 'public safety'],
];

/**
 * What two spellings of one department's name have in common: lower case without accents, marks and double spaces, usual
 * abbreviations written out, and its kind in one word. "Pittsburg PD", "PITTSBURG  POLICE DEPT." and "Pittsburg Police Department"
 * are one; "Pittsburg State University" is not.
 */
export function matchName(name: string): string {
  const words = normaliseName(name)
    .split(' ')
    .map((word) => WORDS.get(word) ?? word)
    .join(' ')
    .replace(/ sheriff s /, ' sheriffs ')
    .replace(/ sheriff s$/, ' sheriff');
  for (const [ending, kind] of ENDINGS) {
    if (ending.test(words)) return `${words.replace(ending, '')} ${kind}`;
  }
  return words;
}

const COUNTY_WORDS = / (?:county|parish|borough|census area|municipality|city and borough)$/;

/** The counties a cell names, each in one spelling: "St. Clair County" and "Saint Clair" are one. Empty when it names none. */
export function countiesOf(text: string | null): string[] {
  if (text === null) return [];
  return text
    .split(/[,;/]/)
    .map((part) =>
      normaliseName(part)
        .split(' ')
        .map((word) =>
          word === 'st' ? 'saint' : word === 'ste' ? 'sainte' : word === 'co' ? 'county' : word,
        )
        .join(' ')
        .replace(COUNTY_WORDS, '')
        // DeKalb and De Kalb, LaSalle and La Salle.
        .replace(/ /g, ''),
    )
    .filter((county) => county !== '' && county !== 'na');
}

/**
 * Which of the departments with the row's state and name is meant. One alone is, unless its county is another; of several, the
 * one whose county is the row's, when every other has another county. Everything else is for a person.
 */
export function matchByName(county: string | null, candidates: Candidate[]): Match {
  if (candidates.length === 0) return { is: 'none' };
  const ids = candidates.map(({ id }) => id);
  const wanted = countiesOf(county);
  const standing = candidates.map((candidate) => agreement(wanted, countiesOf(candidate.county)));
  if (candidates.length === 1) {
    return standing[0] === 'differs'
      ? { is: 'doubtful', ids, why: 'county_differs' }
      : { is: 'one', id: ids[0] as string };
  }
  const agreeing = ids.filter((_, index) => standing[index] === 'agrees');
  const open = standing.filter((each) => each === 'unknown').length;
  if (agreeing.length === 1 && open === 0) return { is: 'one', id: agreeing[0] as string };
  return {
    is: 'doubtful',
    ids,
    why: standing.every((each) => each === 'differs') ? 'county_differs' : 'several',
  };
}

function agreement(wanted: string[], has: string[]): 'agrees' | 'differs' | 'unknown' {
  if (wanted.length === 0 || has.length === 0) return 'unknown';
  return has.some((county) => wanted.includes(county)) ? 'agrees' : 'differs';
}
