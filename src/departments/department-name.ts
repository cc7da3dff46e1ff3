const CLEAN = /^(?:[!-~]+(?: [!-~]+)*)?$/;
/** Marks that are copied along with a text and never seen: zero-width, directional, byte order, soft hyphen. */
const UNSEEN = /\p{Cf}/gu;

/** A cell as a person would have typed it: trimmed, runs of blank characters collapsed, unseen marks dropped, NFC. */
export function cleanText(text: string): string {
  // Most cells of a list are clean already, and asking is five times faster than cleaning.
  if (CLEAN.test(text)) return text;
  return text.normalize('NFC').replace(UNSEEN, '').replace(/\s+/gu, ' ').trim();
}

const PLAIN = /^[ -~]*$/;

/**
 * The form names are searched and compared in: lower case, no accents, `&` as "and", no apostrophes, every other mark
 * a space. "Sheriff’s Office" and "SHERIFFS  OFFICE" come out the same.
 */
export function normaliseName(name: string): string {
  // Nearly all names are plain ASCII, which has nothing to decompose: a third of the work less.
  const plain = PLAIN.test(name) ? name : name.normalize('NFKD').replace(/\p{M}|\p{Cf}/gu, '');
  return plain
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/['’‘`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const LONGEST_SLUG = 90;

/** The address part of a department: its name and state, e.g. `pittsburg-police-department-ks`. */
export function slugBase(name: string, state: string): string {
  const words = normaliseName(name)
    .replace(/[^a-z0-9 ]+/g, '')
    .replace(/ +/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^-+|-+$/g, '');
  return `${words || 'department'}-${state.toLowerCase()}`;
}
