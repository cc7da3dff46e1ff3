import type { Tx } from '../platform/database/tx.js';
import type { Reward } from './reward.entity.js';

/** Writes rewards that were just earned, at most offered already: nothing about them is accepted, approved or shipped yet. */
export async function insertRewards(tx: Tx, rewards: readonly Reward[]): Promise<void> {
  if (rewards.length === 0) return;
  const column = <T>(pick: (reward: Reward) => T): T[] => rewards.map(pick);
  await tx.query(
    `insert into reward (id, partnership_id, department_id, ordinal, state, fmv_cents, terms_version_id, device_sku, accrued_at,
       hold_until, offered_at, steps, state_entered_at)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::int[], $7::uuid[], $8::text[],
       $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::int[], $13::timestamptz[])`,
    [
      column(({ id }) => id),
      column(({ partnershipId }) => partnershipId),
      column(({ departmentId }) => departmentId),
      column(({ ordinal }) => ordinal),
      column(({ state }) => state),
      column(({ fmvCents }) => fmvCents),
      column(({ termsVersionId }) => termsVersionId),
      column(({ deviceSku }) => deviceSku),
      column(({ accruedAt }) => accruedAt),
      column(({ holdUntil }) => holdUntil),
      column(({ offeredAt }) => offeredAt),
      column(({ steps }) => steps),
      column(({ stateEnteredAt }) => stateEnteredAt),
    ],
  );
}
