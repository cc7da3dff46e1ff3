import { createHash } from 'node:crypto';

/** What the audit trail keeps of a published text: SHA-256 over its plain text, a NUL, and its HTML. */
export function releaseDigest({ text, html }: { text: string; html: string }): string {
  return createHash('sha256').update(text, 'utf8').update('\0').update(html, 'utf8').digest('hex');
}
