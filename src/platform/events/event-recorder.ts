import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { actorName, personIdOf } from '../actor.js';
import type { EventRecorder, Tx } from '../database/tx.js';
import { newId } from '../id.js';
import type { RecordableEvent, StoredEvent } from './define-event.js';
import { leafHash, type TrailRow } from './leaf-hash.js';
import { ListenerRegistry } from './listener-registry.js';

/** Channel on which a commit tells the relay (and every open page) that something happened. */
export const EVENT_CHANNEL = 'liaison_event';

const BATCH = 5_000;

/**
 * Writes an event, its trail hash and one delivery row per listener in the caller's transaction. The NOTIFY goes out
 * with the commit and only wakes people up; a lost one costs a second, never an event.
 */
@Injectable()
export class OutboxRecorder implements EventRecorder {
  private insertSql: string | undefined;

  constructor(private readonly listeners: ListenerRegistry) {}

  async record(tx: Tx, event: RecordableEvent): Promise<string> {
    const stored = asStored(tx, event);
    const later = this.listeners.later(event.type).map((listener) => listener.name);
    await this.insert(tx, stored, later);
    for (const listener of this.listeners.immediate(event.type)) await listener.call(stored, tx);
    return stored.id;
  }

  /** Many events in one statement per batch, without deliveries and without waking anybody. */
  async recordMany(tx: Tx, events: RecordableEvent[]): Promise<void> {
    const heard = events.find(
      ({ type }) => this.listeners.later(type).length + this.listeners.immediate(type).length > 0,
    );
    if (heard) throw new Error(`Somebody listens to ${heard.type}; record it one by one.`);
    for (let at = 0; at < events.length; at += BATCH) {
      const rows = events.slice(at, at + BATCH).map((event) => {
        const row = trailRow(asStored(tx, event));
        return { ...row, leafHash: leafHash(row) };
      });
      await tx.query(
        `insert into domain_event (id, type, actor_kind, actor_id, actor_name, department_id, visibility,
           subject_type, subject_id, summary, payload, occurred_on, recorded_at, leaf_hash)
         select id, type, "actorKind", "actorId", "actorName", "departmentId", visibility, "subjectType", "subjectId", summary,
                payload, "occurredOn", "recordedAt", "leafHash"
           from jsonb_to_recordset($1::jsonb) as r (id uuid, type text, "actorKind" text, "actorId" uuid, "actorName" text,
             "departmentId" uuid, visibility text, "subjectType" text, "subjectId" text, summary text, payload jsonb,
             "occurredOn" date, "recordedAt" timestamptz, "leafHash" text)`,
        [JSON.stringify(rows)],
      );
    }
  }

  private async insert(tx: Tx, event: StoredEvent, listeners: string[]): Promise<void> {
    const row = trailRow(event);
    const live = {
      type: row.type,
      subjectType: row.subjectType,
      subjectId: row.subjectId,
      departmentId: row.departmentId,
      visibility: row.visibility,
    };
    this.insertSql ??= insertSql(this.listeners.conditions());
    await tx.prepared(this.insertSql, [
      row.id,
      row.type,
      row.actorKind,
      row.actorId,
      row.actorName,
      row.departmentId,
      row.visibility,
      row.subjectType,
      row.subjectId,
      row.summary,
      JSON.stringify(row.payload),
      row.occurredOn,
      row.recordedAt,
      leafHash(row),
      listeners,
      JSON.stringify(live),
    ]);
  }
}

function asStored(tx: Tx, event: RecordableEvent): StoredEvent {
  return {
    ...event,
    // What is hashed is what Postgres will give back, so it passes through JSON first.
    payload: JSON.parse(JSON.stringify(event.payload ?? {})),
    id: newId(),
    actorKind: tx.actor.side,
    actorId: personIdOf(tx.actor),
    actorName: actorName(tx.actor),
    recordedAt: tx.now,
  };
}

/** The event as it stands in the trail; what its leaf hash is made of. */
function trailRow(event: StoredEvent): TrailRow {
  return {
    id: event.id,
    type: event.type,
    actorKind: event.actorKind,
    actorId: event.actorId,
    actorName: event.actorName,
    departmentId: event.departmentId ?? null,
    visibility: event.visibility,
    subjectType: event.subject.type,
    subjectId: event.subject.id,
    summary: event.summary,
    payload: event.payload,
    occurredOn: event.occurredOn ?? null,
    recordedAt: event.recordedAt.toISOString(),
  };
}

/** The event, its deliveries and the word to whoever listens, in one statement. Names of functions come from the code. */
function insertSql(conditions: Map<string, string>): string {
  const wants = [...conditions].map(
    ([name, wanted]) => `when ${pg.escapeLiteral(name)} then ${pg.escapeIdentifier(wanted)}($2)`,
  );
  const where = wants.length > 0 ? `where case listener ${wants.join(' ')} else true end` : '';
  return `
    with event as (
      insert into domain_event (id, type, actor_kind, actor_id, actor_name, department_id, visibility,
        subject_type, subject_id, summary, payload, occurred_on, recorded_at, leaf_hash)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)),
    delivery as (
      insert into event_delivery (event_id, listener) select $1, listener from unnest($15::text[]) listener ${where})
    select pg_notify('${EVENT_CHANNEL}', $16)`;
}
