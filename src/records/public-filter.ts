import { KINDS } from './public-list.presenter.js';
import type { PublicFilter } from './public-list.queries.js';
import { stateNameOf } from './states.js';

/**
 * The filter in an address of the public list. Anyone may have typed or mailed that address, so what makes no sense is
 * no filter rather than an error.
 */
export function readFilter(query: Record<string, unknown>): PublicFilter & { cursor?: string } {
  const { state, kind, q, cursor } = query;
  const filter: PublicFilter & { cursor?: string } = {};
  if (typeof state === 'string' && stateNameOf(state.toUpperCase()) !== state.toUpperCase())
    filter.state = state.toUpperCase();
  if (KINDS.some(({ code }) => code === kind)) filter.kind = kind as string;
  if (typeof q === 'string' && q.trim()) filter.q = q.trim().slice(0, 80);
  if (typeof cursor === 'string' && cursor) filter.cursor = cursor;
  return filter;
}
