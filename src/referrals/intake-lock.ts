import type { Tx } from '../platform/database/tx.js';

/** Two numbers name the lock in Postgres; they mean nothing else. */
const LOCK = '7316, 1900';
/** The lanes of downloads that wait are 0 to 3 above this. */
const FIRST_LANE = 1910;

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

/**
 * Waits for whoever decides downloads of this lane, and keeps it until this transaction ends. Two at once would wait for each other's
 * partnerships anyway. It comes after `shareIntake` and before everything else.
 */
export async function holdLane(tx: Tx, lane: number): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(7316, $1)', [FIRST_LANE + lane]);
}
