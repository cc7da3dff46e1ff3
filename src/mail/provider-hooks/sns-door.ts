import { type KeyObject, X509Certificate } from 'node:crypto';
import https from 'node:https';
import { Injectable } from '@nestjs/common';

const PATIENCE_MS = 5_000;
const MOST_BYTES = 32_768;
const MOST_KEPT = 8;

/** Gets what stands at an address of SNS. */
export type Get = (url: URL) => Promise<string>;

/** Asks SNS, at addresses that were checked: for its certificate, and to begin what was subscribed. */
@Injectable()
export class SnsDoor {
  private readonly certificates = new Map<string, KeyObject>();
  /** Another way to get there, for specs that are not on the internet. */
  get: Get = getOverHttps;

  /** The key of the certificate at an address, which is asked once. Throws when there is none. */
  async certificate(url: URL): Promise<KeyObject> {
    const known = this.certificates.get(url.href);
    if (known) return known;
    const { publicKey } = new X509Certificate(await this.get(url));
    if (this.certificates.size >= MOST_KEPT) this.certificates.clear();
    this.certificates.set(url.href, publicKey);
    return publicKey;
  }
}

/** Follows no redirect and reads no more than a certificate has. Rejects on any answer but 200. */
function getOverHttps(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = https.get(url, { agent: false, signal: AbortSignal.timeout(PATIENCE_MS) }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > MOST_BYTES) request.destroy(new Error('Too long'));
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString('utf8'));
        else reject(new Error(`SNS answered ${response.statusCode}`));
      });
    });
    request.on('error', reject);
  });
}
