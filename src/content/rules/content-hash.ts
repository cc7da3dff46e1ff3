import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** Everything that makes a text the text that was approved. Body and values are the server's own serialisation. */
export interface HashedContent {
  partnershipId: string;
  kind: string;
  templateVersionId: string;
  body: Record<string, string>;
  values: Record<string, string | number | null>;
  assets: { sha256: string; altText: string | null }[];
}

/** SHA-256, in lower-case hex, of the canonical JSON of the content. The same content has the same hash on every machine and for ever. */
export function contentHash(content: HashedContent): string {
  const { partnershipId, kind, templateVersionId, body, values } = content;
  const assets = content.assets.map(({ sha256, altText }) => ({ sha256, altText }));
  const json = canonicalJson({ v: 1, partnershipId, kind, templateVersionId, body, values, assets });
  return createHash('sha256').update(json, 'utf8').digest('hex');
}
