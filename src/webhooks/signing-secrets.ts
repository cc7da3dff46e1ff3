import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretKey } from '../platform/secret-key.js';
import { asSecret } from './signature.js';

/** The salts of a subscription: of the secret in force, and of the one before while that is still good. */
export interface Salts {
  id: string;
  salt: string;
  previousSalt: string | null;
  previousUntil: Date | null;
}

/**
 * Secrets of subscriptions. None is kept: each is made again, whenever it is needed, from the installation's key and a random salt
 * in the row. Whoever reads the database alone cannot sign, and a changed SECRET_KEY ends all of them.
 */
@Injectable()
export class SigningSecrets {
  constructor(private readonly key: SecretKey) {}

  /** The salt of a new secret, 32 random bytes. */
  newSalt(): string {
    return randomBytes(32).toString('base64url');
  }

  /** The secret that belongs to a salt, `whsec_` and 32 bytes in base64. */
  of(subscriptionId: string, salt: string): string {
    return asSecret(Buffer.from(this.key.hmac('webhook-secret', subscriptionId, salt), 'base64url'));
  }

  /** The secrets to sign with at an instant, the newest first. */
  at(now: Date, { id, salt, previousSalt, previousUntil }: Salts): string[] {
    const before = previousSalt && previousUntil && previousUntil > now ? [previousSalt] : [];
    return [salt, ...before].map((one) => this.of(id, one));
  }
}
