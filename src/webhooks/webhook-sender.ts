import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { type Taken, WebhookAttempts } from './webhook-attempts.js';
import { type Answer, post } from './post.js';
import { signatureHeaders } from './signature.js';
import { findTarget, TargetRefused } from './target.js';

/** How many receivers are served at the same time by one process; each gets its messages one after another. */
const AT_ONCE = 8;
/** Of one receiver in one round; then the others have their turn. */
const PER_ROUND = 200;

/**
 * Sends what is due. An attempt is committed before the first byte leaves and what came of it after, so any number of processes may
 * send at once, and any of them may be killed.
 */
@Injectable()
export class WebhookSender implements BeforeApplicationShutdown {
  private running: Promise<void> | null = null;
  private again = false;
  private stopped = false;

  constructor(
    private readonly work: UnitOfWork,
    private readonly config: Config,
    private readonly attempts: WebhookAttempts,
  ) {}

  /** Sends everything that is due, round after round; asked meanwhile, it makes one round more. */
  @Scheduled('webhooks.send', { everySeconds: 15 })
  sendDue(): Promise<void> {
    this.again = true;
    this.running ??= this.rounds();
    return this.running;
  }

  /** Stops between two messages; what is left is due for the next process. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running?.catch(() => undefined);
  }

  /**
   * Sends one message if it is still due. Safe to call any number of times, from any number of processes. Null when there was
   * nothing to do, else what came of it.
   */
  async deliver(messageId: string): Promise<'delivered' | 'answered' | 'silence' | null> {
    const taken = await this.work.run(SYSTEM, (tx) => this.attempts.take(tx, messageId));
    if (!taken) return null;
    const answer = await this.send(taken);
    const delivered = await this.work.run(SYSTEM, (tx) => this.attempts.conclude(tx, taken, answer));
    return delivered ? 'delivered' : answer.answered ? 'answered' : 'silence';
  }

  private async rounds(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        const waiting = await this.work.read(SYSTEM, (tx) => this.attempts.due(tx, PER_ROUND));
        const serve = async (): Promise<void> => {
          for (let next = waiting.shift(); next && !this.stopped; next = waiting.shift())
            await this.sendInTurn(next);
        };
        // What broke for one receiver is told when the others have been served.
        const served = await Promise.allSettled(
          Array.from({ length: Math.min(AT_ONCE, waiting.length) }, serve),
        );
        for (const result of served) if (result.status === 'rejected') throw result.reason as Error;
      }
    } finally {
      this.running = null;
    }
  }

  /** One receiver's messages. One that does not answer is left alone until the next round, so that it holds nobody up. */
  private async sendInTurn(messageIds: string[]): Promise<void> {
    let sent = 0;
    for (const id of messageIds) {
      const came = this.stopped ? 'silence' : await this.deliver(id);
      if (came === 'silence') return;
      if (came) sent++;
    }
    // Where nothing could be sent, asking again at once would only find the same.
    if (messageIds.length === PER_ROUND && sent > 0) this.again = true;
  }

  private async send({ url, messageId, sentAt, secrets, body }: Taken): Promise<Answer> {
    try {
      const target = await findTarget(url, { allowPrivate: this.config.webhooksAllowPrivate });
      const timestamp = Math.floor(sentAt.getTime() / 1_000);
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Liaison-Webhooks/1',
        ...signatureHeaders(secrets, messageId, timestamp, body),
      };
      return await post(target, headers, body);
    } catch (error) {
      if (!(error instanceof TargetRefused)) throw error;
      return { answered: false, reason: error.message, durationMs: 0 };
    }
  }
}
