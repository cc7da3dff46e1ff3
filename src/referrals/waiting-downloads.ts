import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isDatabaseAway } from '../platform/errors.js';
import { Foreground } from '../platform/jobs/foreground.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { Deciding } from './deciding.js';
import { IntakeFigures } from './intake-figures.js';
import { holdLane, shareIntake } from './intake-lock.js';
import { LANES, setAside } from './waiting-rows.js';

/** How many are decided in one transaction: enough to share its statements, few enough to keep nobody waiting long. */
const GULP = 2_000;
/** More pushed in a second than a small machine can answer and decide; then those who send come first. */
const OVERLOAD_PER_SECOND = 3_000;
/** What is decided at a time meanwhile: nobody is answered while this process reads and writes a portion. */
const SIP = 100;
/** Rest after each, in times of what it took. */
const REST_TIMES = 20;
/** Longer than this those who look at their counts do not wait for those who send. */
const BEHIND_MS = 10_000;
/** What a burst brings in this time is decided together. */
const GATHER_MS = 50;
/** In a rush, those who send are answered first; but a department sees its install within two seconds. */
const STAND_BACK_MS = 500;
/** The longest a reader waits for what is being decided. */
const PATIENCE_MS = 500;
/** What cannot be decided by itself is tried again after this time. */
const ASIDE_MS = 60_000;

/**
 * Decides downloads that were kept and answered first. The rows of `download_waiting` are the work: each goes in the transaction
 * that decides its downloads, so a killed process leaves them to the next, and several processes share them.
 */
@Injectable()
export class WaitingDownloads implements BeforeApplicationShutdown {
  private readonly log = new Logger('Downloads');
  private working: Promise<void> | null = null;
  private rung = false;
  private closing = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly deciding: Deciding,
    private readonly figures: IntakeFigures,
    private readonly foreground: Foreground,
  ) {}

  /** Whether this process has kept events it has not decided yet. */
  get busy(): boolean {
    return this.working !== null;
  }

  /** Somebody kept events that wait; they are decided soon, and nobody waits for that. */
  ring(): void {
    this.begin(GATHER_MS);
  }

  private begin(gatherMs: number): void {
    this.rung = true;
    if (this.working || this.closing) return;
    this.working = this.work(gatherMs)
      .catch((error: Error) => this.log.error(`Downloads wait for the next sweep: ${error.message}`))
      .finally(() => {
        this.working = null;
      });
  }

  /** For a reader who should see what was kept before: resolves when this process has decided it, or after half a second. */
  async caughtUp(): Promise<void> {
    if (this.working) await Promise.race([this.working, pause(PATIENCE_MS, undefined, { ref: false })]);
  }

  /** What a killed process, or one without a database for a moment, left waiting. */
  @Scheduled('referrals.decide-waiting', { everySeconds: 5 })
  async sweep(): Promise<void> {
    // Asked first: while this process is busy, readers wait for it and pushed downloads are taken for a burst.
    const [found] = await this.uow.ask<{ some: boolean }>(
      'select exists (select from download_waiting) as some',
      [],
    );
    // What has waited for a sweep needs no gathering.
    if (found?.some) this.begin(0);
    await this.working;
  }

  /** What is in hand is finished; what still waits is another's, or the next start's. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    await this.working;
  }

  private async work(gatherMs: number): Promise<void> {
    for (let gather = gatherMs; this.rung && !this.closing; gather = GATHER_MS) {
      this.rung = false;
      if (gather > 0) await pause(gather);
      await this.foreground.quiet(STAND_BACK_MS);
      const ends = await this.foreground.ahead(() =>
        Promise.allSettled(LANES.map((lane) => this.goThrough(lane))),
      );
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    }
  }

  private async goThrough(lane: number): Promise<void> {
    const behindSince = performance.now();
    const yields = (): boolean =>
      this.foreground.perSecond > OVERLOAD_PER_SECOND && performance.now() - behindSince < BEHIND_MS;
    let size = yields() ? SIP : GULP;
    for (let more = true; more && !this.closing;) {
      const began = performance.now();
      try {
        more = (await this.step(lane, size)) >= size;
        if (more && yields()) await this.foreground.quiet(REST_TIMES * (performance.now() - began));
        size = yields() ? SIP : GULP;
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        if (size === 1) await this.setAside(lane, error);
        // One that cannot be decided must not keep back those beside it.
        size = Math.max(1, Math.floor(size / 10));
      }
    }
  }

  /** Decides the oldest of a lane, after whoever else is deciding some of it, and returns how many there were. */
  private async step(lane: number, size: number): Promise<number> {
    const { taken, decided } = await this.uow.run(SYSTEM, async (tx) => {
      await shareIntake(tx);
      await holdLane(tx, lane);
      return this.deciding.decideWaiting(tx, lane, size);
    });
    this.figures.tally(decided, taken);
    return taken;
  }

  private async setAside(lane: number, error: unknown): Promise<void> {
    const id = await this.uow.run(SYSTEM, async (tx) => {
      await holdLane(tx, lane);
      return setAside(tx, lane, new Date(tx.now.getTime() + ASIDE_MS));
    });
    if (id) this.log.error(`What waits as ${id} cannot be decided now: ${(error as Error).message}`);
  }
}
