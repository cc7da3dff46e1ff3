import { createHmac } from 'node:crypto';
import { constantTimeEqual } from '../platform/secret-key.js';

/** What Twilio posts: names and values, a name that came twice with a list. */
export type TwilioForm = Record<string, unknown>;

/**
 * What Twilio puts into X-Twilio-Signature: base64 of HMAC-SHA1 under the account's token over the whole address it
 * called, followed by each name and value of the form, in the order of the names. Undefined for a form that is none.
 * See Twilio's documentation, "Validating requests".
 */
export function twilioSignature(token: string, address: string, form: TwilioForm): string | undefined {
  const mac = createHmac('sha1', token).update(address, 'utf8');
  for (const name of Object.keys(form).sort()) {
    const value = form[name];
    const values = Array.isArray(value) ? [...new Set(value as unknown[])].sort() : [value];
    for (const one of values) {
      if (typeof one !== 'string') return undefined;
      mac.update(`${name}${one}`, 'utf8');
    }
  }
  return mac.digest('base64');
}

/** Whether Twilio signed this call. It may or may not count the port, so the address is tried both ways. */
export function isSignedByTwilio(given: unknown, token: string, address: string, form: TwilioForm): boolean {
  if (typeof given !== 'string') return false;
  const expected = bothWays(address).map((one) => twilioSignature(token, one, form));
  // Both are compared, so that the time taken does not tell which of them came close.
  return expected.filter((one) => one !== undefined && constantTimeEqual(given, one)).length > 0;
}

function bothWays(address: string): string[] {
  const [, scheme, host, port, rest = ''] =
    /^(https?):\/\/([^/:]+|\[[^\]]+\])(:\d+)?(\/.*)?$/.exec(address) ?? [];
  if (!scheme || !host) return [address];
  const usual = scheme === 'https' ? ':443' : ':80';
  return [`${scheme}://${host}${rest}`, `${scheme}://${host}${port ?? usual}${rest}`];
}
