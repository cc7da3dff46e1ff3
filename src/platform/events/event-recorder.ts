import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { actorName, personIdOf } from '../actor.js';
import type { EventRecorder, Tx, Writing } from '../database/tx.js';
import { newId } from '../id.js';
import type { RecordableEvent, StoredEvent } from './define-event.js';
import { leafHash, type TrailRow } from './leaf-hash.js';
import { ListenerRegistry } from './listener-registry.js';

/** Channel on which a commit tells every open page that something happened. */
export const EVENT_CHANNEL = 'liaison_event';
/** Channel on which a commit tells the relay that there is something to carry. */
export const DELIVERY_CHANNEL = 'liaison_delivery';

const BATCH = 5_000;

/**
 * Writes an event, its trail hash and one delivery row per listener in the caller's transaction. The NOTIFY goes out
 * with the commit and only wakes people up; a lost one costs a second, never an event.
 */
@Injectable()
export class OutboxRecorder implements EventRecorder {
  private readonly statements = new Map<string, string>();
  private insertAllSql: string | undefined;

  constructor(private readonly listeners: ListenerRegistry) {}

  async record(tx: Tx, event: RecordableEvent): Promise<string> {
    const stored = asStored(tx, event);
    const { wanting } = await this.insert(tx, stored);
    await this.tellAtOnce(tx, stored, wanting);
    return stored.id;
  }

  /** The same, and what the event tells of, in one statement. */
  async recordWith<R>(tx: Tx, event: RecordableEvent, writing: Writing): Promise<R> {
    const stored = asStored(tx, event);
    const { wanting, answer } = await this.insert(tx, stored, writing);
    await this.tellAtOnce(tx, stored, wanting);
    return answer as R;
  }

  /** Many events as `record` would write them, in their order, but in one statement per batch. */
  async recordAll(tx: Tx, events: RecordableEvent[]): Promise<void> {
    const stored = events.map((event) => asStored(tx, event));
    this.insertAllSql ??= insertAllSql(this.listeners.conditions());
    for (let at = 0; at < stored.length; at += BATCH) {
      const batch = stored.slice(at, at + BATCH);
      const deliveries = batch.flatMap(({ id, type, subject }) =>
        this.listeners.later(type).map(({ name }) => ({ id, type, name, subject: subject.id })),
      );
      const rows = batch.map(trailRow);
      await tx.prepared(this.insertAllSql, [
        JSON.stringify(rows.map((row) => ({ ...row, leafHash: leafHash(row) }))),
        deliveries.map(({ id }) => id),
        deliveries.map(({ type }) => type),
        deliveries.map(({ name }) => name),
        rows.map((row) => JSON.stringify(toldToPages(row))),
        deliveries.map(({ subject }) => subject),
      ]);
    }
    for (const event of stored)
      for (const listener of this.listeners.immediate(event.type)) await listener.call(event, tx);
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
      await tx.query(INSERT_ROWS, [JSON.stringify(rows)]);
    }
  }

  private async tellAtOnce(tx: Tx, event: StoredEvent, wanting: string[]): Promise<void> {
    for (const listener of this.listeners.immediate(event.type))
      if (wanting.includes(listener.name)) await listener.call(event, tx);
  }

  /** Returns which of the immediate listeners want the event, and what was answered. */
  private async insert(
    tx: Tx,
    event: StoredEvent,
    writing?: Writing,
  ): Promise<{ wanting: string[]; answer?: unknown }> {
    const row = trailRow(event);
    const [said] = await tx.prepared<{ wanting: string[]; answer?: unknown }>(this.statement(writing), [
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
      this.listeners.later(event.type).map(({ name }) => name),
      JSON.stringify(toldToPages(row)),
      this.listeners.immediate(event.type).map(({ name }) => name),
      ...(writing?.params ?? []),
    ]);
    return said ?? { wanting: [] };
  }

  /** Put together once for each thing that is written along. */
  private statement(writing?: Writing): string {
    const key = writing ? writing.parts + writing.answer : '';
    const known = this.statements.get(key);
    if (known) return known;
    const made = insertSql(this.listeners.conditions(), writing);
    this.statements.set(key, made);
    return made;
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

/** What open pages hear of an event: enough to know whether it is theirs to look at. */
function toldToPages(row: TrailRow): Record<string, unknown> {
  const { type, subjectType, subjectId, departmentId, visibility } = row;
  return { type, subjectType, subjectId, departmentId, visibility };
}

/** Rows given as one JSON document, with the names they have here. */
const INSERT_ROWS = `insert into domain_event (id, type, actor_kind, actor_id, actor_name, department_id, visibility,
    subject_type, subject_id, summary, payload, occurred_on, recorded_at, leaf_hash)
  select id, type, "actorKind", "actorId", "actorName", "departmentId", visibility, "subjectType", "subjectId", summary,
         payload, "occurredOn", "recordedAt", "leafHash"
    from jsonb_to_recordset($1::jsonb) as r (id uuid, type text, "actorKind" text, "actorId" uuid, "actorName" text,
      "departmentId" uuid, visibility text, "subjectType" text, "subjectId" text, summary text, payload jsonb,
      "occurredOn" date, "recordedAt" timestamptz, "leafHash" text)`;

/** How many parameters the event's own part has; those of what is written along come after. */
const OWN_PARAMS = 17;

/** The event, its deliveries, the word to whoever listens and what is written along, in one statement. */
function insertSql(conditions: Map<string, string>, writing?: Writing): string {
  const along = (sql: string): string => sql.replace(/\$(\d+)/g, (_, n) => `$${Number(n) + OWN_PARAMS}`);
  return `
    with event as (
      insert into domain_event (id, type, actor_kind, actor_id, actor_name, department_id, visibility,
        subject_type, subject_id, summary, payload, occurred_on, recorded_at, leaf_hash)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)),
    delivery as (
      insert into event_delivery (event_id, listener) select $1, listener from unnest($15::text[]) listener ${wanted(conditions, '$2', '$9')}
      returning 1)${writing ? `, ${along(writing.parts)}` : ''}
    select array(select listener from unnest($17::text[]) listener ${wanted(conditions, '$2', '$9')}) as wanting,
           pg_notify('${EVENT_CHANNEL}', $16), ${RELAY_IS_TOLD}
           ${writing ? `, (${along(writing.answer)}) as answer` : ''}`;
}

/** The same for many events. */
function insertAllSql(conditions: Map<string, string>): string {
  return `
    with event as (${INSERT_ROWS}),
    delivery as (
      insert into event_delivery (event_id, listener)
        select id, listener from unnest($2::uuid[], $3::text[], $4::text[], $6::text[]) as d (id, type, listener, subject)
        ${wanted(conditions, 'type', 'subject')}
      returning 1)
    select pg_notify('${EVENT_CHANNEL}', told), ${RELAY_IS_TOLD} from unnest($5::text[]) told`;
}

/** Most events have nobody to be carried to just then; the relay need not look for them. */
const RELAY_IS_TOLD = `(select pg_notify('${DELIVERY_CHANNEL}', '') from delivery limit 1)`;

/** Leaves out listeners that, by their own word, want nothing of a type, or of a subject, just now. Names of functions come from the code. */
function wanted(conditions: Map<string, string>, type: string, subject: string): string {
  if (conditions.size === 0) return '';
  const wants = [...conditions].map(
    ([name, wish]) => `when ${pg.escapeLiteral(name)} then ${pg.escapeIdentifier(wish)}(${type}, ${subject})`,
  );
  return `where case listener ${wants.join(' ')} else true end`;
}
