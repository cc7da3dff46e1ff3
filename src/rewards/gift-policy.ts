/**
 * Whether a department may take a gift in the way it says it does. Pure. Source: product.md, "Reward" (its
 * acceptor, and above its limit or with no limit set a resolution number).
 */

export const AUTHORITIES = ['chief', 'manager', 'council', 'other'] as const;
export type Authority = (typeof AUTHORITIES)[number];

export interface GiftPolicy {
  limitCents?: number | null;
  acceptor?: Authority | null;
}

export type AcceptanceFault = 'authority_mismatch' | 'resolution_required';

/** True when the gift's value (FMV in cents) needs a resolution of the governing body. */
export function needsResolution(policy: GiftPolicy | null, fmvCents: number): boolean {
  const limit = policy?.limitCents;
  return limit === undefined || limit === null || fmvCents > limit;
}

/** What stands in the way of an acceptance, or null. A department that names no acceptor may use any. */
export function acceptanceFault(
  policy: GiftPolicy | null,
  fmvCents: number,
  acceptance: { authority: Authority; resolutionNumber?: string | null },
): AcceptanceFault | null {
  if (policy?.acceptor && policy.acceptor !== acceptance.authority) return 'authority_mismatch';
  if (needsResolution(policy, fmvCents) && !acceptance.resolutionNumber?.trim()) return 'resolution_required';
  return null;
}
