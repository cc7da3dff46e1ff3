import type { Tx } from '../platform/database/tx.js';

/** Two numbers name the lock in Postgres; they mean nothing else. */
const LOCK = '7316, 1900';

/**
 * Taken first by everyone who takes in downloads. Many may hold it at once; none while a correction by hand is at work,
 * so a reversal or a new code and the download it speaks of can never miss each other.
 */
export async function shareIntake(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock_shared(${LOCK})`);
}

/** Waits for all intake in flight and holds back the next until this transaction ends: for rare corrections only. */
export async function holdIntake(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(${LOCK})`);
}
