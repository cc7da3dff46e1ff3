import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DatabaseUrls } from '../database/database-urls.js';
import { DELIVERY_CHANNEL, EVENT_CHANNEL } from './event-recorder.js';

type Hearer = (message: string) => void;

/**
 * Listens to the database's notifications: wakes the relay, and tells open pages what changed. When the connection
 * breaks it is made again; meanwhile the relay polls and pages are merely a little late.
 */
@Injectable()
export class Wakeup implements BeforeApplicationShutdown {
  private readonly log = new Logger('Wakeup');
  private client: pg.Client | null = null;
  private stopped = false;
  private readonly sleepers = new Set<() => void>();
  private readonly hearers = new Set<Hearer>();

  constructor(private readonly urls: DatabaseUrls) {}

  /** Connects and keeps connected until shutdown. */
  async start(): Promise<void> {
    if (this.stopped || this.client) return;
    const client = new pg.Client({ connectionString: this.urls.serving, options: '-c role=liaison_app' });
    this.client = client;
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === DELIVERY_CHANNEL) this.wake();
      else for (const hearer of this.hearers) hearer(payload);
    });
    client.on('error', () => this.again(client));
    client.on('end', () => this.again(client));
    try {
      await client.connect();
      await client.query(`listen ${EVENT_CHANNEL}; listen ${DELIVERY_CHANNEL}`);
    } catch {
      this.again(client);
    }
  }

  /** Calls back with each notification's JSON until the returned function is called. */
  hear(hearer: Hearer): () => void {
    this.hearers.add(hearer);
    return () => this.hearers.delete(hearer);
  }

  wake(): void {
    for (const sleeper of this.sleepers) sleeper();
  }

  /** Resolves when woken, or after the time given. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const awake = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(awake);
        resolve();
      };
      const timer = setTimeout(awake, ms);
      this.sleepers.add(awake);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.client?.end().catch(() => undefined);
  }

  private again(client: pg.Client): void {
    if (this.stopped || this.client !== client) return;
    this.client = null;
    this.log.debug('The listening connection broke; making it again.');
    setTimeout(() => void this.start(), 500).unref();
    client.end().catch(() => undefined);
  }
}
