import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { Config } from './config/config.js';

/**
 * The installation's key: SECRET_KEY, or one made at first start and kept in DATA_DIR (mode 0600). It signs links and
 * turns provider ids into ones that say nothing about a device. Never logged.
 */
@Injectable()
export class SecretKey {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = Buffer.from(config.secretKey ?? keptKey(config.dataDir), 'utf8');
  }

  /** HMAC-SHA256 of the parts under a purpose, base64url; parts cannot run into each other. */
  hmac(purpose: string, ...parts: string[]): string {
    const mac = createHmac('sha256', this.key).update(purpose);
    for (const part of parts) mac.update(`\0${part.length}:${part}`);
    return mac.digest('base64url');
  }

  /** Compares a signature in constant time. */
  matches(signature: string, purpose: string, ...parts: string[]): boolean {
    return constantTimeEqual(signature, this.hmac(purpose, ...parts));
  }
}

/** Compares two secrets without telling by the time taken how much of them agrees, nor whether they are of one length. */
export function constantTimeEqual(given: string, secret: string): boolean {
  const [theirs, ours] = [Buffer.from(given), Buffer.from(secret)];
  const isOneLength = theirs.length === ours.length;
  return timingSafeEqual(isOneLength ? theirs : ours, ours) && isOneLength;
}

function keptKey(dataDir: string): string {
  const file = path.join(dataDir, 'secret.key');
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
