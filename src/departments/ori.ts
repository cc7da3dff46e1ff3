/**
 * The identifier of a law-enforcement agency (Originating Agency Identifier): nine of A-Z and 0-9. Its first two
 * characters are usually, but not always, the postal state (Nebraska's lists say NB, Guam's GM), so nothing is read
 * out of them.
 */
export const ORI_PATTERN = /^[A-Z0-9]{9}$/;

/** The ORI in its one spelling (upper case, no spaces around), or null when the text is not one. */
export function parseOri(text: string): string | null {
  const ori = text.trim().toUpperCase();
  return ORI_PATTERN.test(ori) ? ori : null;
}
