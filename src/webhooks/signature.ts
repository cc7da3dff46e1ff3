import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/**
 * The signature of one attempt by Standard Webhooks 1.0.0: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body` under the bytes
 * that follow `whsec_` in the secret. `timestamp` is in seconds since 1970.
 */
export function signature(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** The three headers a receiver checks; one signature for each secret that is good now, separated by spaces. */
export function signatureHeaders(
  secrets: readonly string[],
  id: string,
  timestamp: number,
  body: string,
): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map((secret) => signature(secret, id, timestamp, body)).join(' '),
  };
}

/** A secret as its reader is given it. */
export function asSecret(bytes: Buffer): string {
  return PREFIX + bytes.toString('base64');
}
