import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { Clock } from '../platform/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Metrics } from '../platform/health/metrics.js';
import { newId } from '../platform/id.js';
import { Coalescer } from './coalescer.js';
import { Deciding } from './deciding.js';
import type { DownloadEvent } from './download-event.js';
import { shareIntake } from './intake-lock.js';
import { LANE, WaitingDownloads } from './waiting-downloads.js';

/** Enough for a full call of 1,000 and everything small that arrived with it. */
const MAX_BATCH = 2_000;

/** How many events of a call were new, and how many were exact repeats that wrote nothing. */
export interface Accepted {
  accepted: number;
  repeated: number;
}

/** Up to this many are decided where they are stored; more at once are a burst. */
const FEW = 16;

type Key = Pick<DownloadEvent, 'provider' | 'externalId'>;

/** The door for reported downloads: stored, decided and counted; answered after the commit. */
@Injectable()
export class Intake {
  private readonly batches = new Coalescer<DownloadEvent, boolean>(
    (events) => this.takeNow(events),
    MAX_BATCH,
  );
  private readonly bursts = new Coalescer<DownloadEvent, undefined>((events) => this.push(events), MAX_BATCH);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly deciding: Deciding,
    private readonly waiting: WaitingDownloads,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  /**
   * What a provider pushes, one event at a time and sometimes thousands a second. A provider waits two seconds and some do not come
   * again, so in a burst events are stored and answered, and decided in a moment, in bigger portions.
   */
  async acceptPushed(event: DownloadEvent): Promise<void> {
    await this.bursts.add([event]);
  }

  /** Takes events in together with whatever else arrives at the moment; they are decided when this resolves. */
  async accept(events: DownloadEvent[]): Promise<Accepted> {
    return this.count(await this.batches.add(events));
  }

  /** Takes events in by themselves, for a caller that wants a transaction of its own (an Idempotency-Key, an import). */
  async acceptAlone(events: DownloadEvent[]): Promise<Accepted> {
    return this.count(await this.takeNow(events));
  }

  /** Counted for the whole batch: whoever pushed an event is not told whether it was new. */
  private async push(events: DownloadEvent[]): Promise<undefined[]> {
    if (this.isBurst(events)) this.tally(await this.store(events), events.length);
    else this.count(await this.takeNow(events));
    return new Array<undefined>(events.length);
  }

  private isBurst(events: DownloadEvent[]): boolean {
    return this.waiting.busy || events.length > FEW;
  }

  private takeNow(events: DownloadEvent[]): Promise<boolean[]> {
    return this.uow.run(SYSTEM, (tx) => this.take(tx, events));
  }

  /** One answer per event, in order: whether it was new. The second of two equal ones in the same batch is a repeat. */
  private async take(tx: Tx, events: DownloadEvent[]): Promise<boolean[]> {
    await shareIntake(tx);
    const inserted = await tx.prepared<Key & { id: string }>(
      `${INSERT} returning id, provider, external_id "externalId"`,
      columns(inOrder(events), tx.now),
    );
    await this.deciding.decide(
      tx,
      inserted.map((row) => row.id),
      'arrival',
    );
    return whichAreNew(events, inserted);
  }

  /** How many were new. What is new only waits to be decided. No lock is held: whoever decides takes it. */
  private async store(events: DownloadEvent[]): Promise<number> {
    const [stored] = await this.uow.single<{ count: number }>(
      `with stored as (${INSERT} returning id, alias),
            waiting as (insert into download_waiting (lane, download_id) select ${LANE}, id from stored order by 1, 2)
       select count(*)::int count from stored`,
      columns(inOrder(events), this.clock.now()),
    );
    const fresh = stored?.count ?? 0;
    if (fresh > 0) this.waiting.ring();
    return fresh;
  }

  /** A repeat leaves no row, only this figure. */
  private count(answers: boolean[]): Accepted {
    return this.tally(answers.filter(Boolean).length, answers.length);
  }

  private tally(accepted: number, all: number): Accepted {
    const repeated = all - accepted;
    this.metrics
      .counter('liaison_downloads_accepted_total', 'Reported app events stored and decided.')
      .inc(accepted);
    this.metrics
      .counter('liaison_downloads_repeated_total', 'Exact repeats of app events, which write nothing.')
      .inc(repeated);
    return { accepted, repeated };
  }
}

const INSERT = `
  insert into download (id, provider, external_id, kind, alias, os, existing_user, test_device, occurred_at, received_at)
  select t.*, $10 from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::bool[],
    $9::timestamptz[]) as t
  on conflict (provider, external_id) do nothing`;

function columns(events: readonly DownloadEvent[], now: Date): unknown[] {
  return [
    events.map(() => newId()),
    events.map((event) => event.provider),
    events.map((event) => event.externalId),
    events.map((event) => event.kind),
    events.map((event) => event.alias),
    events.map((event) => event.os),
    events.map((event) => event.existingUser),
    events.map((event) => event.testDevice),
    events.map((event) => event.occurredAt),
    now,
  ];
}

/** Each event once. Two batches with the same events in another order would wait for each other; in one order they only queue. */
function inOrder(events: readonly DownloadEvent[]): DownloadEvent[] {
  const firsts = new Map<string, DownloadEvent>();
  for (const event of events) if (!firsts.has(keyOf(event))) firsts.set(keyOf(event), event);
  return [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
}

function whichAreNew(events: readonly DownloadEvent[], inserted: readonly Key[]): boolean[] {
  const fresh = new Set(inserted.map(keyOf));
  return events.map((event) => fresh.delete(keyOf(event)));
}

function keyOf(event: Key): string {
  return `${event.provider} ${event.externalId}`;
}
