import { plainArray } from '../platform/database/plain-array.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import type { Reversal } from './dispositions.js';
import type { DownloadEvent } from './download-event.js';

/** What makes an event itself. */
export type Key = Pick<DownloadEvent, 'provider' | 'externalId'>;
/** An event and when it came in. */
export type Received = DownloadEvent & { receivedAt: Date };

/** An event that was new, and what was said of it before it came. */
export interface Stored {
  id: string;
  event: DownloadEvent;
  reversal: Reversal | null;
}

const INSERT = `
  insert into download (id, provider, external_id, kind, alias, os, existing_user, test_device, occurred_at, received_at)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::bool[],
    $9::timestamptz[], $10::timestamptz[])
  on conflict (provider, external_id) do nothing
  returning id, provider, external_id`;

/** Writes those of these events that are new, and answers those. Two equal ones among them are one. */
export async function storeDownloads(tx: Tx, events: readonly Received[]): Promise<Stored[]> {
  const byId = new Map(inOrder(events).map((event) => [newId(), event]));
  const ordered = [...byId.values()];
  const rows = await tx.prepared<Pick<Stored, 'id' | 'reversal'>>(
    `with fresh as (${INSERT})
     select f.id, r.disposition reversal from fresh f
       left join download_reversal r on r.provider = f.provider and r.external_id = f.external_id`,
    [
      plainArray([...byId.keys()]),
      plainArray(ordered.map(({ provider }) => provider)),
      ordered.map(({ externalId }) => externalId),
      plainArray(ordered.map(({ kind }) => kind)),
      ordered.map(({ alias }) => alias),
      plainArray(ordered.map(({ os }) => os ?? 'NULL')),
      plainArray(ordered.map(({ existingUser }) => String(existingUser))),
      plainArray(ordered.map(({ testDevice }) => String(testDevice))),
      plainArray(ordered.map(({ occurredAt }) => occurredAt.toISOString())),
      plainArray(ordered.map(({ receivedAt }) => receivedAt.toISOString())),
    ],
  );
  return rows.flatMap(({ id, reversal }) => {
    const event = byId.get(id);
    return event ? [{ id, event, reversal }] : [];
  });
}

/** Two events with one key are one event. */
export function keyOf({ provider, externalId }: Key): string {
  return `${provider} ${externalId}`;
}

/** Each event once. Two batches with the same events in another order would wait for each other; in one order they only queue. */
function inOrder<E extends Key>(events: readonly E[]): E[] {
  const firsts = new Map<string, E>();
  for (const event of events) {
    const key = keyOf(event);
    if (!firsts.has(key)) firsts.set(key, event);
  }
  return [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
}
