import type { EntityManager, EntityTarget, ObjectLiteral, Repository } from 'typeorm';
import type { ClientBase } from 'pg';
import type { Actor } from '../actor.js';
import type { RecordableEvent } from '../events/define-event.js';
import { prepared } from './prepared.js';

/**
 * What is written in the same statement as the event that tells of it. `parts` are the parts of a `with`, `answer` a question to them
 * whose one value is JSON; both count their parameters from $1. Their text must be one of few.
 */
export interface Writing {
  parts: string;
  answer: string;
  params: readonly unknown[];
}

/** What the transaction needs from the event room; handed in so that the database does not import it. */
export interface EventRecorder {
  record(tx: Tx, event: RecordableEvent): Promise<string>;
  recordWith<R>(tx: Tx, event: RecordableEvent, writing: Writing): Promise<R>;
  recordAll(tx: Tx, events: RecordableEvent[]): Promise<void>;
  recordMany(tx: Tx, events: RecordableEvent[]): Promise<void>;
}

/** Whether prepared statements may be planned anew for their values, or are planned once for all. */
export type Plans = 'by_value' | 'generic';

/** Somebody who asks: what time it is for them, and a way to ask by prepared statements. */
export interface Asking {
  readonly now: Date;
  prepared<R>(sql: string, params?: unknown[]): Promise<R[]>;
}

/**
 * One open transaction and all that belongs to it: who acts, what time it is, and the only way to the database.
 * `now` is the injected clock at the start and stays the same throughout.
 */
export class Tx implements Asking {
  private steppedUp = 0;

  constructor(
    readonly actor: Actor,
    readonly now: Date,
    readonly manager: EntityManager,
    private readonly events: EventRecorder,
    private readonly client: ClientBase,
    private plans: Plans = 'by_value',
  ) {}

  /** TypeORM's repository of an entity, inside this transaction. */
  repo<E extends ObjectLiteral>(entity: EntityTarget<E>): Repository<E> {
    return this.manager.getRepository(entity);
  }

  /** Rows of a SELECT, or of a RETURNING clause. */
  async query<R = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<R[]> {
    const { rows } = await this.client.query(sql, params);
    return (rows as R[] | undefined) ?? [];
  }

  /**
   * The same for a statement asked on every other request: planned once per connection and kept. Its text must be one
   * of few, so values never go into it, and its plan must suit all values.
   */
  prepared<R = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<R[]> {
    return prepared<R>(this.client, sql, params);
  }

  /** From here on prepared statements are planned once for all values, as long as this transaction lasts. */
  async planOnce(): Promise<void> {
    if (this.plans === 'generic') return;
    await this.prepared(`select set_config('plan_cache_mode', 'force_generic_plan', true)`);
    this.plans = 'generic';
  }

  /** The first row, or undefined. */
  async one<R = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<R | undefined> {
    return (await this.query<R>(sql, params))[0];
  }

  /** Puts an event on the record in this same transaction; listeners hear of it after the commit. Returns its id. */
  record(event: RecordableEvent): Promise<string> {
    return this.events.record(this, event);
  }

  /** The same together with what the event tells of: one round trip, for what a person waits for all day. Returns the answer, from JSON. */
  recordWith<R>(event: RecordableEvent, writing: Writing): Promise<R> {
    return this.events.recordWith<R>(this, event, writing);
  }

  /** Puts many events on the record, in their order, as `record` does each; for what happens to many things in one breath. */
  recordAll(events: RecordableEvent[]): Promise<void> {
    return this.events.recordAll(this, events);
  }

  /** Puts many events on the record at once: only of kinds nobody listens to, such as what a list tells of the past. */
  recordMany(events: RecordableEvent[]): Promise<void> {
    return this.events.recordMany(this, events);
  }

  /**
   * Lets a department's (or a limited rep's) transaction do one thing that is the vendor's (open a review, ask who may decide), as
   * liaison_app, then steps down again. Say why; anything that can be granted by a policy should be instead.
   */
  async asApp<T>(_why: string, work: () => Promise<T>): Promise<T> {
    const role = databaseRole(this.actor);
    if (role === 'liaison_app') return work();
    if (this.steppedUp++ === 0) await this.manager.query(`select set_config('role', 'liaison_app', true)`);
    try {
      return await work();
    } finally {
      // A failed statement has aborted the transaction; stepping down is then neither possible nor needed.
      if (--this.steppedUp === 0) {
        await this.manager.query(`select set_config('role', $1, true)`, [role]).catch(() => undefined);
      }
    }
  }
}

/** The database role an actor's transaction serves under. */
export function databaseRole(
  actor: Actor,
): 'liaison_app' | 'liaison_limited' | 'liaison_department' | 'liaison_public' {
  if (actor.side === 'department') return 'liaison_department';
  if (actor.side === 'vendor' && actor.reach) return 'liaison_limited';
  return actor.side === 'public' ? 'liaison_public' : 'liaison_app';
}
