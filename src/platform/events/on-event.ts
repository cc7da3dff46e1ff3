import 'reflect-metadata';
import type { EventDefinition } from './define-event.js';

export interface ListenerOptions {
  /** Stable name, `room.what-it-does`; it is the delivery's key, so renaming one loses what is pending for it. */
  name: string;
  /** Runs inside the recording transaction, as its actor: for what must be true in the same breath. */
  inTransaction?: boolean;
  /** Runs outside any transaction, at least once: for work that reaches the network. Keeps its own row's state. */
  outside?: boolean;
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
  return (_target, _key, descriptor) => {
    const method = descriptor.value as object;
    const marks = (Reflect.getMetadata(LISTENERS, method) as ListenerMark[] | undefined) ?? [];
    Reflect.defineMetadata(LISTENERS, [...marks, { ...options, eventType: event.eventType }], method);
  };
}
