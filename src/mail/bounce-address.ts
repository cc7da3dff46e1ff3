import { constantTimeEqual, type SecretKey } from '../platform/secret-key.js';

const PURPOSE = 'mail.bounce';
/** Ninety-six bits; with the id and the prefix it stays below the 64 characters a local part may have. */
const SIGNATURE_DIGITS = 24;

/** The prefix of return addresses: `bounce+<token>@domain`. */
export const BOUNCE_PREFIX = 'bounce';

/** The token in a mail's own return address: its id and a signature. Digits and small letters a-f, since servers lower addresses. */
export function bounceToken(key: SecretKey, emailId: string): string {
  return emailId.replaceAll('-', '') + signature(key, emailId);
}

/** The id of the mail a token stands for, or null when it was not made here. */
export function emailOfBounce(key: SecretKey, token: string): string | null {
  if (!/^[0-9a-f]{56}$/.test(token)) return null;
  const id = token.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return constantTimeEqual(token.slice(32), signature(key, id)) ? id : null;
}

function signature(key: SecretKey, emailId: string): string {
  return Buffer.from(key.hmac(PURPOSE, emailId), 'base64url').toString('hex').slice(0, SIGNATURE_DIGITS);
}
