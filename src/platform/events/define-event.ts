/** Whether department people may see the event on their timeline. */
export type Visibility = 'shared' | 'vendor';

/** Where an event belongs. `summary` is the plain sentence the timeline shows; it carries no secret and no address. */
export interface EventPlace {
  departmentId?: string | null;
  visibility: Visibility;
  subject: { type: string; id: string };
  summary: string;
  /** The business day it speaks of, when that is not the day of recording. */
  occurredOn?: string | null;
}

/** An event about to be recorded: made by calling its definition. */
export interface RecordableEvent<P = unknown> extends EventPlace {
  type: string;
  payload: P;
}

/** An event as it stands on the record. */
export interface StoredEvent<P = unknown> extends RecordableEvent<P> {
  id: string;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  recordedAt: Date;
}

export interface EventDefinition<P> {
  (payload: P, place: EventPlace): RecordableEvent<P>;
  readonly eventType: string;
}

const defined = new Map<string, { recordOnly: boolean }>();

/**
 * Defines a kind of event: a fact in the past tense (`pitch.moved`) with ids and plain JSON. One that nobody listens
 * to says `recordOnly`; the process refuses to start on any other event without a listener.
 */
export function defineEvent<P>(
  eventType: string,
  options: { recordOnly?: boolean } = {},
): EventDefinition<P> {
  if (defined.has(eventType)) throw new Error(`The event ${eventType} is defined twice.`);
  defined.set(eventType, { recordOnly: options.recordOnly ?? false });
  const make = (payload: P, place: EventPlace): RecordableEvent<P> => ({
    type: eventType,
    payload,
    ...place,
  });
  return Object.assign(make, { eventType });
}

/** All kinds of event this process knows. */
export function definedEvents(): ReadonlyMap<string, { recordOnly: boolean }> {
  return defined;
}
