import { setTimeout as pause } from 'node:timers/promises';

/**
 * A token bucket: `perSecond` come in every second, `most` can be held, and whoever wants to go on takes one or waits its turn. It begins
 * empty, and is counted when somebody goes, not when they queue: however the process stumbles, no second sees more than
 * `perSecond + most` of them.
 */
export class Pace {
  private turn: Promise<void> = Promise.resolve();
  private tokens = 0;
  private countedAt: number;

  constructor(
    private readonly perSecond: number,
    private readonly most: number,
    private readonly clock: { now(): number; pause(ms: number): Promise<unknown> } = {
      now: () => performance.now(),
      pause,
    },
  ) {
    this.countedAt = clock.now();
  }

  /** Resolves when it is the caller's turn; in the order of the calls. */
  take(): Promise<void> {
    this.turn = this.turn.then(() => this.next());
    return this.turn;
  }

  private async next(): Promise<void> {
    for (this.count(); this.tokens < 1; this.count())
      await this.clock.pause(Math.ceil(((1 - this.tokens) / this.perSecond) * 1_000));
    this.tokens -= 1;
  }

  private count(): void {
    const now = this.clock.now();
    this.tokens = Math.min(this.most, this.tokens + ((now - this.countedAt) / 1_000) * this.perSecond);
    this.countedAt = now;
  }
}
