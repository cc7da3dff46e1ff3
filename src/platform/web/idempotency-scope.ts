import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tx } from '../database/tx.js';
import { DomainError, pgErrorOf } from '../errors.js';

export interface IdempotencyScope {
  actorKey: string;
  key: string;
  requestHash: string;
  claimed: boolean;
}

/** Carries a request's Idempotency-Key to its first transaction. */
export const idempotencyScope = new AsyncLocalStorage<IdempotencyScope>();

/**
 * Writes the request's key in the use case's own transaction: if the work commits, so does the key, and a second
 * request with it can never do the work again. Throws `idempotency_key_in_use` (409) when another just did.
 */
export async function claimIdempotencyKey(tx: Tx): Promise<void> {
  const scope = idempotencyScope.getStore();
  if (!scope || scope.claimed) return;
  try {
    await tx.manager.query('insert into idempotency_key (actor_key, key, request_hash) values ($1, $2, $3)', [
      scope.actorKey,
      scope.key,
      scope.requestHash,
    ]);
  } catch (error) {
    if (pgErrorOf(error).constraint !== 'idempotency_key_pkey') throw error;
    throw new DomainError(
      'conflict',
      'idempotency_key_in_use',
      'A request with this key is being worked on or was cut off; look before sending it again.',
    );
  }
}

/** After the commit: later transactions of the same request need not, and cannot, write the key again. */
export function idempotencyKeyClaimed(): void {
  const scope = idempotencyScope.getStore();
  if (scope) scope.claimed = true;
}

/**
 * Runs work of a request that is going to be refused, such as putting the refusal on the record: it must not use up the
 * request's key, for the same request sent again is to get the same refusal.
 */
export function apartFromIdempotencyKey<T>(work: () => Promise<T>): Promise<T> {
  return idempotencyScope.exit(work);
}
