import type { Terms } from './terms.js';

/** Dollars as people read them: whole dollars without cents, thousands with a comma. */
export function dollars(cents: number): string {
  const whole = Math.trunc(cents / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  const rest = cents % 100;
  return rest === 0 ? `$${whole}` : `$${whole}.${String(rest).padStart(2, '0')}`;
}

/** `an` before a figure that is spoken with a vowel (8, 11, 18, 80 …), else `a`. */
function article(amount: string): 'a' | 'an' {
  return /^\$(8|11(?!\d)|18(?!\d)|11,|18,)/.test(amount) ? 'an' : 'a';
}

/**
 * The sentence every release, post and reply carries (16 CFR 255.5): what the department earns, from the live terms.
 * The form decides the words; the arithmetic behind both is the same.
 */
export function disclosureSentence(
  department: string,
  terms: Pick<Terms, 'form' | 'downloadsPerDevice' | 'creditCents' | 'deviceFmvCents'>,
): string {
  const who = /^the\s/i.test(department) ? department : `The ${department}`;
  const device = dollars(terms.deviceFmvCents);
  if (terms.form === 'credit' && terms.creditCents !== null) {
    const credit = dollars(terms.creditCents);
    return `${who} earns ${article(credit)} ${credit} credit toward ${article(device)} ${device} device for each download of the app through this link.`;
  }
  const downloads =
    terms.downloadsPerDevice === 1
      ? 'download'
      : `${terms.downloadsPerDevice.toLocaleString('en-US')} downloads`;
  return `${who} earns one ${device} device per ${downloads} of the app through this link.`;
}
