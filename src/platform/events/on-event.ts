import 'reflect-metadata';
import type { EventDefinition } from './define-event.js';

export interface ListenerOptions {
  /** Stable name, `room.what-it-does`; it is the delivery's key, so renaming one loses what is pending for it. */
  name: string;
  /** Runs inside the recording transaction, as its actor: for what must be true in the same breath. */
  inTransaction?: boolean;
  /** Runs outside any transaction, at least once: for work that reaches the network. Keeps its own row's state. */
  outside?: boolean;
  /**
   * A function in the database, `name(event_type text, subject_id text) returns boolean`, that says whether the listener wants events
   * of this kind, or of this subject, just now. Asked where the event is written; without it, every event is delivered. It is
   * `security definer`, because departments record events too. Events recorded many at once reach listeners inside their transaction
   * unasked.
   */
  wanted?: string;
}

export interface ListenerMark extends ListenerOptions {
  eventType: string;
}

export const LISTENERS = Symbol('liaison:listeners');

/**
 * Marks a method as listener: `(event, tx)` by default, in a transaction of its own in which the delivery is marked
 * done, so that its rows are written exactly once however often the doorbell rings.
 */
export function OnEvent<P>(event: EventDefinition<P>, options: ListenerOptions): MethodDecorator {
  return OnEvents([event.eventType], options);
}

/**
 * The same for many events by their names, for a room that passes events on and knows nothing of the rooms they come from. The
 * process refuses to start on a name that nobody defines.
 */
export function OnEvents(eventTypes: readonly string[], options: ListenerOptions): MethodDecorator {
  return (_target, _key, descriptor) => {
    const method = descriptor.value as object;
    const marks = (Reflect.getMetadata(LISTENERS, method) as ListenerMark[] | undefined) ?? [];
    const more = eventTypes.map((eventType) => ({ ...options, eventType }));
    Reflect.defineMetadata(LISTENERS, [...marks, ...more], method);
  };
}
