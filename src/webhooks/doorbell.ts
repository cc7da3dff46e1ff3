import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { EVENT_CHANNEL } from '../platform/events/event-recorder.js';
import { Wakeup } from '../platform/events/wakeup.js';
import { WebhookSender } from './webhook-sender.js';

const QUEUED = 'webhook_message.queued';

/** Tells the workers, with the commit and not before it, that messages wait; a lost ring costs seconds, never a message. */
export async function ringForWebhooks(tx: Tx, subscriptionId: string): Promise<void> {
  const ring = {
    type: QUEUED,
    subjectType: 'webhook_subscription',
    subjectId: subscriptionId,
    departmentId: null,
    visibility: 'vendor',
  };
  await tx.query('select pg_notify($1, $2)', [EVENT_CHANNEL, JSON.stringify(ring)]);
}

/** Has a worker look for what is due as soon as it hears the ring, rather than at its next round. */
@Injectable()
export class WebhookDoorbell implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Webhooks');
  private stopHearing: () => void = () => undefined;

  constructor(
    private readonly config: Config,
    private readonly wakeup: Wakeup,
    private readonly sender: WebhookSender,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runsWorker) return;
    this.stopHearing = this.wakeup.hear((message) => {
      if (!message.includes(QUEUED)) return;
      this.sender
        .sendDue()
        .catch((error: Error) => this.log.warn(`Nothing sent this time: ${error.message}`));
    });
  }

  beforeApplicationShutdown(): void {
    this.stopHearing();
  }
}
