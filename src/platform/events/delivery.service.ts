import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SYSTEM } from '../actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Tx } from '../database/tx.js';
import type { StoredEvent } from './define-event.js';
import { type Listener, ListenerRegistry } from './listener-registry.js';

/** Attempts before a delivery is given up and shown to a person (about two days of backoff). */
const MOST_ATTEMPTS = 25;
/** Longer than any handover takes; a killed worker’s claim is free again after this. */
const CLAIM_SECONDS = 45;

interface EventRow {
  id: string;
  type: string;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  departmentId: string | null;
  visibility: 'shared' | 'vendor';
  subjectType: string;
  subjectId: string;
  summary: string;
  payload: unknown;
  occurredOn: string | null;
  recordedAt: Date;
}

/** Hands one event to one listener. Safe to call any number of times, from any number of processes. */
@Injectable()
export class DeliveryService {
  private readonly log = new Logger('Delivery');

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly source: DataSource,
    private readonly listeners: ListenerRegistry,
  ) {}

  /** Delivers if still pending. A failing listener leaves the row pending with a later next attempt. */
  async deliver(eventId: string, listenerName: string): Promise<void> {
    try {
      const outside = await this.unitOfWork.run(SYSTEM, (tx) =>
        this.deliverInside(tx, eventId, listenerName),
      );
      if (outside) await this.deliverOutside(outside.event, outside.listener);
    } catch (error) {
      await this.postpone(eventId, listenerName, error);
    }
  }

  private async deliverInside(
    tx: Tx,
    eventId: string,
    name: string,
  ): Promise<{ event: StoredEvent; listener: Listener } | null> {
    const mine = await tx.one<{ attempts: number }>(
      `select attempts from event_delivery
        where event_id = $1 and listener = $2 and state = 'pending'
          and (claimed_until is null or claimed_until < clock_timestamp())
        for update skip locked`,
      [eventId, name],
    );
    if (!mine) return null;
    const event = await this.load(tx, eventId);
    const listener = this.listeners.find(name, event.type);
    if (!listener) throw new Error(`No listener is named ${name} for ${event.type}.`);
    if (listener.outside) {
      await tx.query(
        `update event_delivery set claimed_until = clock_timestamp() + make_interval(secs => ${CLAIM_SECONDS})
          where event_id = $1 and listener = $2`,
        [eventId, name],
      );
      return { event, listener };
    }
    await listener.call(event, tx);
    await this.done(tx, eventId, name);
    return null;
  }

  private async deliverOutside(event: StoredEvent, listener: Listener): Promise<void> {
    await listener.call(event);
    await this.unitOfWork.run(SYSTEM, (tx) => this.done(tx, event.id, listener.name));
  }

  private async done(tx: Tx, eventId: string, name: string): Promise<void> {
    await tx.query(
      `update event_delivery set state = 'done', done_at = clock_timestamp(), claimed_until = null, last_error = null,
        attempts = attempts + 1 where event_id = $1 and listener = $2`,
      [eventId, name],
    );
  }

  private async postpone(eventId: string, name: string, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    this.log.warn(`${name} could not handle event ${eventId}: ${reason}`);
    await this.source
      .query(
        `update event_delivery
            set attempts = attempts + 1, claimed_until = null, last_error = left($3, 500), rung_at = null,
                next_attempt_at = clock_timestamp() + make_interval(secs => least(21600, power(2, attempts))),
                state = case when attempts + 1 >= ${MOST_ATTEMPTS} then 'failed' else 'pending' end
          where event_id = $1 and listener = $2 and state = 'pending'`,
        [eventId, name, reason],
      )
      .catch(() => undefined); // The database is away: the row is still pending and the sweeper rings again.
  }

  private async load(tx: Tx, eventId: string): Promise<StoredEvent> {
    const row = await tx.one<EventRow>(
      `select id, type, actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName",
              department_id as "departmentId", visibility, subject_type as "subjectType", subject_id as "subjectId",
              summary, payload, occurred_on as "occurredOn", recorded_at as "recordedAt"
         from domain_event where id = $1`,
      [eventId],
    );
    if (!row) throw new Error(`Event ${eventId} is not on the record.`);
    const { subjectType, subjectId, ...rest } = row;
    return { ...rest, subject: { type: subjectType, id: subjectId } };
  }
}
