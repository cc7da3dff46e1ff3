import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Foreground } from '../jobs/foreground.js';
import { NOBODY_REPLAYS } from '../jobs/replay.js';
import { Wakeup } from './wakeup.js';

export interface Bell {
  /** Rings for deliveries; ringing twice for the same one is harmless. */
  ring(deliveries: { eventId: string; listener: string }[]): Promise<void>;
}
export const BELL = Symbol('BELL');

const POLL_MS = 1_000;
/** After a commit wakes it: those that follow within the blink of an eye are rung for together, out of the way of their answers. */
const GATHER_MS = 20;
const BATCH = 500;
/** Rows rung for but still pending after this long are rung for again: the queue may have been dropped. */
const RING_AGAIN_SECONDS = 15;

/**
 * Carries pending deliveries to the job queue: those never rung for, and (as sweeper) those rung for long ago.
 * The rows stay the record; the queue may lose every job at any moment.
 */
@Injectable()
export class Relay implements BeforeApplicationShutdown {
  private readonly log = new Logger('Relay');
  private running = false;
  private stopped = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly source: DataSource,
    private readonly wakeup: Wakeup,
    @Inject(BELL) private readonly bell: Bell,
    private readonly foreground: Foreground,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.loop = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.wakeup.wake();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        while (!this.stopped && (await this.pass()) === BATCH);
      } catch (error) {
        this.log.warn(`Nothing relayed this time: ${error instanceof Error ? error.message : String(error)}`);
      }
      if (!this.stopped) await this.wakeup.wait(POLL_MS);
      if (!this.stopped) await pause(GATHER_MS);
      if (!this.stopped) await this.foreground.idle(POLL_MS);
    }
  }

  /** One batch. Marked first, rung after: a kill between the two is mended by ringing again later. */
  async pass(): Promise<number> {
    const [rows] = (await this.source.query(
      `update event_delivery d set rung_at = clock_timestamp()
         from (select event_id, listener from event_delivery
                where state = 'pending' and next_attempt_at <= clock_timestamp() and ${NOBODY_REPLAYS}
                  and (rung_at is null or rung_at < clock_timestamp() - make_interval(secs => ${RING_AGAIN_SECONDS}))
                order by next_attempt_at limit ${BATCH} for update skip locked) due
        where d.event_id = due.event_id and d.listener = due.listener
        returning d.event_id as "eventId", d.listener`,
    )) as [{ eventId: string; listener: string }[], number];
    if (rows.length > 0) await this.ring(rows);
    return rows.length;
  }

  private async ring(rows: { eventId: string; listener: string }[]): Promise<void> {
    try {
      await this.bell.ring(rows);
    } catch (error) {
      // Nobody heard it: due again at once, not only when the sweeper comes by.
      await this.source.query(
        `update event_delivery d set rung_at = null from unnest($1::uuid[], $2::text[]) r (event_id, listener)
          where d.event_id = r.event_id and d.listener = r.listener and d.state = 'pending'`,
        [rows.map(({ eventId }) => eventId), rows.map(({ listener }) => listener)],
      );
      throw error;
    }
  }
}
