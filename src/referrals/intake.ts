import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Metrics } from '../platform/health/metrics.js';
import { newId } from '../platform/id.js';
import { Coalescer } from './coalescer.js';
import { Deciding } from './deciding.js';
import type { DownloadEvent } from './download-event.js';
import { shareIntake } from './intake-lock.js';

/** Enough for a full call of 1,000 and everything small that arrived with it. */
const MAX_BATCH = 2_000;

/** How many events of a call were new, and how many were exact repeats that wrote nothing. */
export interface Accepted {
  accepted: number;
  repeated: number;
}

/** The door for reported downloads: stored, decided and counted in one transaction, answered after its commit. */
@Injectable()
export class Intake {
  private readonly batches = new Coalescer<DownloadEvent, boolean>(
    (events) => this.uow.run(SYSTEM, (tx) => this.take(tx, events)),
    MAX_BATCH,
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly deciding: Deciding,
    private readonly metrics: Metrics,
  ) {}

  /** Takes events in together with whatever else arrives at the moment. */
  async accept(events: DownloadEvent[]): Promise<Accepted> {
    return this.count(await this.batches.add(events));
  }

  /** Takes events in by themselves, for a caller that wants a transaction of its own (an Idempotency-Key, an import). */
  async acceptAlone(events: DownloadEvent[]): Promise<Accepted> {
    return this.count(await this.uow.run(SYSTEM, (tx) => this.take(tx, events)));
  }

  /** One answer per event, in order: whether it was new. The second of two equal ones in the same batch is a repeat. */
  private async take(tx: Tx, events: DownloadEvent[]): Promise<boolean[]> {
    await shareIntake(tx);
    const firsts = new Map<string, DownloadEvent>();
    for (const event of events) if (!firsts.has(keyOf(event))) firsts.set(keyOf(event), event);
    // Two batches with the same events in another order would wait for each other; in one order they only queue.
    const ordered = [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
    const inserted = await this.insert(tx, ordered);
    await this.deciding.decide(
      tx,
      inserted.map((row) => row.id),
      'arrival',
    );
    const fresh = new Set(inserted.map(keyOf));
    return events.map((event) => fresh.delete(keyOf(event)));
  }

  /** A repeat leaves no row, only this figure. */
  private count(answers: boolean[]): Accepted {
    const accepted = answers.filter(Boolean).length;
    const repeated = answers.length - accepted;
    this.metrics
      .counter('liaison_downloads_accepted_total', 'Reported app events stored and decided.')
      .inc(accepted);
    this.metrics
      .counter('liaison_downloads_repeated_total', 'Exact repeats of app events, which write nothing.')
      .inc(repeated);
    return { accepted, repeated };
  }

  private insert(
    tx: Tx,
    events: DownloadEvent[],
  ): Promise<{ id: string; provider: string; externalId: string }[]> {
    return tx.query(
      `insert into download (id, provider, external_id, kind, alias, os, existing_user, test_device, occurred_at, received_at)
       select t.*, $10 from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::bool[],
         $9::timestamptz[]) as t
       on conflict (provider, external_id) do nothing
       returning id, provider, external_id "externalId"`,
      [
        events.map(() => newId()),
        events.map((event) => event.provider),
        events.map((event) => event.externalId),
        events.map((event) => event.kind),
        events.map((event) => event.alias),
        events.map((event) => event.os),
        events.map((event) => event.existingUser),
        events.map((event) => event.testDevice),
        events.map((event) => event.occurredAt),
        tx.now,
      ],
    );
  }
}

function keyOf(event: { provider: string; externalId: string }): string {
  return `${event.provider} ${event.externalId}`;
}
