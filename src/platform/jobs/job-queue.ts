import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { createPostgresBackend, Queue, setDefaultBackendFactory, Worker, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Config } from '../config/config.js';
import { DatabaseUrls } from '../database/database-urls.js';
import type { Bell } from '../events/relay.js';
import { QUEUE_NAME } from './queue-name.js';
import { QueueSchema, saysGone } from './queue-schema.js';

/** Kills make jobs look stalled. Attempts are counted in our own rows, so the queue never gives one up by itself. */
const MAX_STALLED = 1_000_000;
/** A job whose worker was killed is taken up by another after at most the two together. */
const LOCK_MS = 10_000;
const STALLED_EVERY_MS = 5_000;
const OPEN_AGAIN_MS = 3_000;

export type JobData =
  { kind: 'deliver'; eventId: string; listener: string } | { kind: 'scheduled'; name: string };

/** BullMQ on Postgres, or on Redis when REDIS_URL is set: a doorbell, never the record. */
@Injectable()
export class JobQueue implements Bell, BeforeApplicationShutdown {
  private readonly log = new Logger('JobQueue');
  private readonly redis: Redis[] = [];
  private pool: pg.Pool | null = null;
  private queue: Queue<JobData> | null = null;
  private worker: Worker<JobData> | null = null;
  private startWorker: () => void = () => undefined;
  private reopening: Promise<void> | null = null;
  private again: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly config: Config,
    private readonly urls: DatabaseUrls,
    private readonly schema: QueueSchema,
  ) {}

  /** Which store the doorbell hangs on. */
  get backend(): 'redis' | 'postgres' {
    return this.config.redisUrl ? 'redis' : 'postgres';
  }

  /** Opens the queue; jobs of one event and listener share an id, so ringing twice adds nothing. */
  open(): Queue<JobData> {
    if (this.queue) return this.queue;
    const queue = new Queue<JobData>(QUEUE_NAME, { connection: this.connection() as never });
    this.queue = queue;
    queue.on('error', (error) => this.log.warn(`Queue: ${error.message}`));
    // It asks once whether its store is there and remembers a no for ever.
    queue.waitUntilReady().catch(() => this.queue === queue && this.reopenSoon());
    return queue;
  }

  async ring(deliveries: { eventId: string; listener: string }[]): Promise<void> {
    const options = { removeOnComplete: true, removeOnFail: true };
    await this.evenIfGone(() =>
      this.open().addBulk(
        deliveries.map(({ eventId, listener }) => ({
          name: listener,
          data: { kind: 'deliver', eventId, listener } as JobData,
          opts: { ...options, jobId: `${eventId}-${listener}` },
        })),
      ),
    );
  }

  /** Makes sure each piece of scheduled work is planned; repeated by the sweeper, since the store may be dropped. */
  async schedule(entries: { name: string; everySeconds: number }[]): Promise<void> {
    for (const { name, everySeconds } of entries) {
      await this.evenIfGone(() =>
        this.open().upsertJobScheduler(
          `scheduled-${name}`,
          { every: everySeconds * 1_000 },
          { name, data: { kind: 'scheduled', name }, opts: { removeOnComplete: true, removeOnFail: true } },
        ),
      );
    }
  }

  /** Starts taking jobs. */
  work(handle: (data: JobData) => Promise<void>, concurrency: number): void {
    this.startWorker = () => {
      const worker = new Worker<JobData>(QUEUE_NAME, (job: Job<JobData>) => handle(job.data), {
        connection: this.connection() as never,
        concurrency,
        maxStalledCount: MAX_STALLED,
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_EVERY_MS,
      });
      this.worker = worker;
      worker.on('error', (error) => {
        if (this.worker !== worker) return;
        if (saysGone(error)) return this.reopenSoon();
        this.log.warn(`Worker: ${error.message}`);
      });
      worker.waitUntilReady().catch(() => this.worker === worker && this.reopenSoon());
    };
    this.startWorker();
  }

  /** Stops taking jobs and waits for those in hand. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.again);
    await this.reopening?.catch(() => undefined);
    await this.worker?.close().catch(() => undefined);
    await this.queue?.close().catch(() => undefined);
    await this.pool?.end().catch(() => undefined);
    for (const redis of this.redis) redis.disconnect();
  }

  /** Does the work, once more after everything was opened anew when the schema is gone. */
  private async evenIfGone(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!saysGone(error)) throw error;
      await this.reopen();
      await work();
    }
  }

  /** Sees that the schema is there and opens queue and worker anew; whoever asks meanwhile waits for the same. */
  private reopen(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    this.reopening ??= this.openAnew().finally(() => (this.reopening = null));
    return this.reopening;
  }

  private async openAnew(): Promise<void> {
    const { queue, worker, pool } = this;
    this.queue = this.worker = this.pool = null;
    // Jobs in hand go on; each finds by its row whether it is still to be done.
    await worker?.close(true).catch(() => undefined);
    await queue?.close().catch(() => undefined);
    void pool?.end().catch(() => undefined);
    for (const redis of this.redis.splice(0)) redis.disconnect();
    try {
      if (this.backend === 'postgres') await this.schema.remake();
    } catch (error) {
      // Without a worker nobody would notice that the store is back, so it is tried until it is.
      clearTimeout(this.again);
      this.again = setTimeout(() => this.reopenSoon(), OPEN_AGAIN_MS).unref();
      throw error;
    }
    if (!this.stopped) this.startWorker();
  }

  private reopenSoon(): void {
    this.reopen().catch((error: Error) => this.log.warn(`The job queue is not there yet: ${error.message}`));
  }

  private connection(): unknown {
    if (this.config.redisUrl) {
      const redis = new Redis(this.config.redisUrl, { maxRetriesPerRequest: null });
      redis.on('error', (error) => this.log.warn(`Redis: ${error.message}`));
      this.redis.push(redis);
      return redis;
    }
    if (this.pool) return this.pool;
    setDefaultBackendFactory(createPostgresBackend as never);
    this.pool = new pg.Pool({
      connectionString: this.urls.serving,
      // Whatever a crash takes from the queue is rung for again, so nobody waits for the disk on its account.
      options: '-c search_path=bullmq -c role=liaison_app -c synchronous_commit=off',
      max: 10,
    });
    // A client that is checked out when the server dies tells nobody but itself.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    this.pool.on('error', (error) => this.log.warn(`Queue pool: ${error.message}`));
    return this.pool;
  }
}
