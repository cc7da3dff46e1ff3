import { OUTGOING } from './event-types.js';

/** No fact is longer; ids, states and days are far shorter. Characters. */
const LONGEST_FACT = 200;

/** What of an event a body is made of. */
export interface Told {
  id: string;
  type: string;
  recordedAt: Date;
  occurredOn?: string | null;
  payload: unknown;
}

/**
 * The body of a message, `{ type, timestamp, data }` as JSON: `timestamp` is when the event was recorded, `data` its id, the business
 * day it speaks of if it has one, and the facts its kind lets out. Objects and lists never go out, and long text is cut, so that a
 * body stays far below the 20 KB Standard Webhooks asks for.
 */
export function messageBody(event: Told): string {
  const payload = (event.payload ?? {}) as Record<string, unknown>;
  const data: Record<string, unknown> = { eventId: event.id };
  if (event.occurredOn) data['occurredOn'] = event.occurredOn;
  for (const name of OUTGOING[event.type]?.facts ?? []) {
    if (Object.hasOwn(payload, name) && isFact(payload[name])) data[name] = cut(payload[name]);
  }
  return JSON.stringify({ type: event.type, timestamp: event.recordedAt.toISOString(), data });
}

function isFact(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function cut(fact: unknown): unknown {
  return typeof fact === 'string' ? fact.slice(0, LONGEST_FACT) : fact;
}
