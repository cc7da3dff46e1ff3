import { createHash, randomBytes } from 'node:crypto';

/** 32 random bytes as text: for sessions, links and tokens. */
export function newSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** What is kept of a secret. A fast hash is enough: there are 256 random bits to guess. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
