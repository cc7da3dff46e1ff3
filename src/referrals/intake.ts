import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { Clock } from '../platform/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Coalescer } from './coalescer.js';
import { Deciding } from './deciding.js';
import type { DownloadEvent } from './download-event.js';
import { shareIntake } from './intake-lock.js';
import { type Accepted, IntakeFigures } from './intake-figures.js';
import { keyOf } from './stored-downloads.js';
import { WaitingDownloads } from './waiting-downloads.js';
import { keepWaiting } from './waiting-rows.js';

/** Enough for a full call of 1,000 and everything small that arrived with it. */
const MAX_BATCH = 2_000;

/** Up to this many are decided where they are stored; more at once are a burst. */
const FEW = 16;

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
    private readonly figures: IntakeFigures,
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

  /** Whoever pushed an event is not told whether it was new. */
  private async push(events: DownloadEvent[]): Promise<undefined[]> {
    if (this.isBurst(events)) await this.keep(events);
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
    const stored = await this.deciding.decideNew(
      tx,
      events.map((event) => ({ ...event, receivedAt: tx.now })),
    );
    const fresh = new Set(stored.map(keyOf));
    return events.map((event) => fresh.delete(keyOf(event)));
  }

  /** Only kept: whoever decides them finds out which are new. No lock is held. */
  private async keep(events: DownloadEvent[]): Promise<void> {
    await keepWaiting((sql, params) => this.uow.single(sql, params), events, this.clock.now());
    this.waiting.ring();
  }

  /** A repeat leaves no row, only this figure. */
  private count(answers: boolean[]): Accepted {
    return this.figures.tally(answers.filter(Boolean).length, answers.length);
  }
}
