import { plainArray } from '../platform/database/plain-array.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import type { DownloadEvent } from './download-event.js';
import { readEvents, writeEvents } from './pushed-events.js';
import type { Received } from './stored-downloads.js';

/**
 * Downloads of one code wait in one of four lanes, and each lane is decided by one transaction at a time: those that decide at once
 * have other partnerships to lock, and while one waits for its commit another is at work.
 */
export const LANES = [0, 1, 2, 3];

/** What was taken from a lane: pushed events, and downloads that are stored and only wait for their decision. */
export interface Taken {
  pushed: Received[];
  storedIds: string[];
}

interface Row {
  id: string;
  receivedAt: Date | null;
  events: string | null;
}

/** Keeps pushed events until they are decided, in one statement that `ask` runs by itself: a row for each lane they belong to. */
export async function keepWaiting(
  ask: (sql: string, params: unknown[]) => Promise<unknown>,
  events: readonly DownloadEvent[],
  receivedAt: Date,
): Promise<void> {
  const lanes = LANES.map((lane) => ({ lane, events: events.filter((event) => laneOf(event) === lane) }));
  await write(
    ask,
    lanes.filter((one) => one.events.length > 0),
    receivedAt,
  );
}

/** Takes the oldest that wait in a lane, some `limit` of them at most and one row at least. The caller holds the lane. */
export async function takeWaiting(tx: Tx, lane: number, limit: number): Promise<Taken> {
  const rows = await tx.prepared<Row>(
    `with first as materialized (
       select id, sum(size) over (order by id) - size as before
         from (select id, size from download_waiting where lane = $1 and (try_after is null or try_after <= $2)
                order by id limit $3) w)
     delete from download_waiting where lane = $1 and id = any (array(select id from first where before < $3))
     returning id, received_at "receivedAt", events`,
    [lane, tx.now, limit],
  );
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    pushed: rows.flatMap(({ events, receivedAt }) =>
      events === null || receivedAt === null
        ? []
        : readEvents(events).map((event) => Object.assign(event, { receivedAt })),
    ),
    storedIds: rows.filter(({ events }) => events === null).map(({ id }) => id),
  };
}

/** Of the oldest row that could not be decided: its events each in a row of its own; or, when it has only one, put off until `until`. */
export async function setAside(tx: Tx, lane: number, until: Date): Promise<string | undefined> {
  const row = await tx.one<Row & { size: number }>(
    `select id, size, received_at "receivedAt", events from download_waiting
      where lane = $1 and (try_after is null or try_after <= $2) order by id limit 1`,
    [lane, tx.now],
  );
  if (!row) return undefined;
  if (row.size === 1 || row.events === null || row.receivedAt === null) {
    await tx.query('update download_waiting set try_after = $3 where lane = $1 and id = $2', [
      lane,
      row.id,
      until,
    ]);
    return row.id;
  }
  await tx.query('delete from download_waiting where lane = $1 and id = $2', [lane, row.id]);
  await write(
    (sql, params) => tx.query(sql, params),
    readEvents(row.events).map((event) => ({ lane, events: [event] })),
    row.receivedAt,
  );
  return undefined;
}

async function write(
  ask: (sql: string, params: unknown[]) => Promise<unknown>,
  rows: readonly { lane: number; events: readonly DownloadEvent[] }[],
  receivedAt: Date,
): Promise<void> {
  await ask(
    `insert into download_waiting (id, lane, size, events, received_at)
     select *, $5 from unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::text[])`,
    [
      plainArray(rows.map(() => newId())),
      plainArray(rows.map(({ lane }) => lane)),
      plainArray(rows.map(({ events }) => events.length)),
      rows.map(({ events }) => writeEvents(events)),
      receivedAt,
    ],
  );
}

/** All events of a code have one lane, in every process. */
function laneOf({ alias }: DownloadEvent): number {
  let sum = 0;
  for (let at = 0; at < (alias?.length ?? 0); at++) sum = (sum * 31 + (alias?.charCodeAt(at) ?? 0)) | 0;
  return sum & (LANES.length - 1);
}
