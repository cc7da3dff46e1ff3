import type { Tx } from '../platform/database/tx.js';

/** One step of a policy: a group of reviewers, and how many of them have to agree. */
export interface PolicyStep {
  group: string;
  quorum: number;
}

export interface Policy {
  kind: string;
  version: number;
  steps: PolicyStep[];
}

/** The policy in force for a kind of text: its newest version. Throws when a kind has none, which is a broken set-up. */
export async function policyFor(tx: Tx, kind: string): Promise<Policy> {
  const policy = await tx.one<Policy>(
    'select kind, version, steps from review_policy where kind = $1 order by version desc limit 1',
    [kind],
  );
  if (!policy) throw new Error(`There is no review policy for ${kind}.`);
  return policy;
}

/** The version a round was opened under. */
export async function pinnedPolicy(tx: Tx, kind: string, version: number): Promise<Policy> {
  const policy = await tx.one<Policy>(
    'select kind, version, steps from review_policy where kind = $1 and version = $2',
    [kind, version],
  );
  if (!policy) throw new Error(`Version ${version} of the review policy for ${kind} is missing.`);
  return policy;
}
