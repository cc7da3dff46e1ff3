import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

export interface TrailRow {
  id: string;
  type: string;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  departmentId: string | null;
  visibility: string;
  subjectType: string;
  subjectId: string;
  summary: string;
  payload: unknown;
  occurredOn: string | null;
  recordedAt: string;
}

const toCanonical = canonicalize as unknown as (value: unknown) => string | undefined;

/** Leaf hash of one row of the trail: SHA-256 over a zero byte and the row's RFC 8785 JSON (RFC 6962 section 2.1). */
export function leafHash(row: TrailRow): string {
  return createHash('sha256')
    .update(Buffer.from([0]))
    .update(toCanonical(row) ?? '')
    .digest('hex');
}
