import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { DeliveryService } from '../events/delivery.service.js';
import { Relay } from '../events/relay.js';
import { Wakeup } from '../events/wakeup.js';
import { Foreground } from './foreground.js';
import { JobQueue } from './job-queue.js';
import { ScheduleRegistry } from './schedule-registry.js';

const CONCURRENCY = 8;
const PLAN_AGAIN_MS = 15_000;
/** How long a job stands back while a process that is web and worker in one has its hands full. */
const PATIENCE_MS = 5_000;

/** Starts the parts of a worker process: relay, queue worker, schedule. A web process starts none of them. */
@Injectable()
export class JobRunner implements BeforeApplicationShutdown {
  private readonly log = new Logger('Worker');
  private replan: NodeJS.Timeout | null = null;

  constructor(
    private readonly queue: JobQueue,
    private readonly relay: Relay,
    private readonly wakeup: Wakeup,
    private readonly deliveries: DeliveryService,
    private readonly schedule: ScheduleRegistry,
    private readonly foreground: Foreground,
  ) {}

  async start(): Promise<void> {
    await this.wakeup.start();
    this.queue.work(async (data) => {
      await this.foreground.idle(PATIENCE_MS);
      if (data.kind === 'deliver') return this.deliveries.deliver(data.eventId, data.listener);
      return this.schedule.runUnlessReplaying(data.name);
    }, CONCURRENCY);
    this.relay.start();
    await this.plan();
    // The queue's store may be dropped at any moment; planning again puts the schedule back.
    this.replan = setInterval(() => void this.plan(), PLAN_AGAIN_MS);
    this.log.log(`Working; jobs ring on ${this.queue.backend}.`);
  }

  beforeApplicationShutdown(): void {
    if (this.replan) clearInterval(this.replan);
  }

  private async plan(): Promise<void> {
    await this.queue
      .schedule(this.schedule.all())
      .catch((error: Error) => this.log.warn(`Schedule not planned: ${error.message}`));
  }
}
