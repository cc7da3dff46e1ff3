import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** SHA-256 (hex) over the canonical JSON (RFC 8785) of a value; the same value always has the same seal. */
export function sealOf(value: unknown): string {
  return createHash('sha256')
    .update(String(canonicalize(value)))
    .digest('hex');
}
