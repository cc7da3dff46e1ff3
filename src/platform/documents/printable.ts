/** What the faces of printed documents can show: Latin, Greek and Cyrillic letters with their marks, figures and common signs. */
const UNPRINTABLE =
  /[^\u0020-\u007e\u00a0-\u024f\u02bb-\u02bd\u02c6\u02da\u02dc\u0386-\u03ce\u0400-\u045f\u1e00-\u1eff\u2010-\u2015\u2018-\u201f\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u2044\u20ac\u2116\u2122\u2212]/gu;

/**
 * The same data with every text made printable: broken lines become spaces, and what no face has a sign for a question mark, so
 * that one odd character in a name does not keep a parcel back. Pure.
 */
export function printable<T>(data: T): T {
  if (typeof data === 'string') return inSigns(data) as T;
  if (Array.isArray(data)) return data.map((each: unknown) => printable(each)) as T;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, printable(value)])) as T;
}

function inSigns(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(UNPRINTABLE, '?');
}
