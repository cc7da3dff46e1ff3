import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tx } from './tx.js';

/** What is done in the same transaction as a use case that knows nothing of it. Either may throw, and nothing is written then. */
export interface Alongside {
  before?(tx: Tx): Promise<void>;
  after?(tx: Tx): Promise<void>;
}

const scope = new AsyncLocalStorage<Alongside & { committed: boolean }>();

/**
 * Runs a use case and, in its first transaction, something besides: a row that says it was done, so that a killed process can
 * tell; or an end that takes it all back, to see what it would refuse.
 */
export function alongside<T>(also: Alongside, useCase: () => Promise<T>): Promise<T> {
  return scope.run({ ...also, committed: false }, useCase);
}

/** For the unit of work: the use case with what is to be done alongside. */
export function withAlongside<T>(work: (tx: Tx) => Promise<T>): (tx: Tx) => Promise<T> {
  const also = scope.getStore();
  if (!also || also.committed) return work;
  return async (tx) => {
    await also.before?.(tx);
    const result = await work(tx);
    await also.after?.(tx);
    return result;
  };
}

/** For the unit of work: later transactions of the same use case are its own. */
export function alongsideCommitted(): void {
  const also = scope.getStore();
  if (also) also.committed = true;
}
