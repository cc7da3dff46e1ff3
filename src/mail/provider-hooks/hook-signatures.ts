import { createHmac, type KeyObject, verify } from 'node:crypto';
import { constantTimeEqual } from '../../platform/secret-key.js';

/**
 * Whether Postmark's call carries the secret: as the password of basic authentication, whatever the user, or in the
 * header `X-Webhook-Secret`. Compared in constant time.
 */
export function isPostmarks(headers: Record<string, string | string[] | undefined>, secret: string): boolean {
  const basic = /^basic\s+([a-z0-9+/=]+)$/i.exec(one(headers['authorization']))?.[1];
  const password = basic
    ? Buffer.from(basic, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '')
    : '';
  const byHeader = constantTimeEqual(one(headers['x-webhook-secret']), secret);
  return constantTimeEqual(password, secret) || byHeader;
}

/** Whether SendGrid signed this body at this time: ECDSA with SHA-256 over the timestamp and the bytes. */
export function isSendgrids(
  headers: Record<string, string | string[] | undefined>,
  body: Buffer,
  key: KeyObject,
): boolean {
  const signature = one(headers['x-twilio-email-event-webhook-signature']);
  const timestamp = one(headers['x-twilio-email-event-webhook-timestamp']);
  if (!signature || !/^\d{1,15}$/.test(timestamp)) return false;
  try {
    return verify(
      'sha256',
      Buffer.concat([Buffer.from(timestamp), body]),
      key,
      Buffer.from(signature, 'base64'),
    );
  } catch {
    return false;
  }
}

/** What Mailgun signs by: the hex HMAC-SHA256 of time and token. */
export interface MailgunSignature {
  timestamp: string;
  token: string;
}

/** A signature Mailgun gave within a day of `now` (it tries again for eight hours), or null. */
export function readMailgunSignature(body: unknown, key: string, now: Date): MailgunSignature | null {
  const given = (body as { signature?: Record<string, unknown> } | null)?.signature;
  const timestamp = String(given?.['timestamp'] ?? '');
  const token = given?.['token'];
  const signature = given?.['signature'];
  if (!/^\d{1,12}$/.test(timestamp) || typeof token !== 'string' || typeof signature !== 'string')
    return null;
  if (token.length < 10 || token.length > 100) return null;
  if (
    !constantTimeEqual(
      signature,
      createHmac('sha256', key)
        .update(timestamp + token)
        .digest('hex'),
    )
  )
    return null;
  return Math.abs(now.getTime() / 1_000 - Number(timestamp)) <= 86_400 ? { timestamp, token } : null;
}

function one(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? '';
}
