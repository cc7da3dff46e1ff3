import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Scheduled } from '../platform/jobs/scheduled.js';

const KEPT_DAYS = 30;
const BATCH = 1_000;

/** Puts away messages that came to an end, with their attempts, 30 days after they were made. */
@Injectable()
export class MessageSweep {
  constructor(private readonly work: UnitOfWork) {}

  /** Batch by batch, each in a transaction of its own; killed, the next run goes on. */
  @Scheduled('webhooks.sweep', { everySeconds: 3_600 })
  async sweep(): Promise<void> {
    while ((await this.batch()) === BATCH);
  }

  private batch(): Promise<number> {
    return this.work.run(SYSTEM, async (tx) => {
      const before = new Date(tx.now.getTime() - KEPT_DAYS * 24 * 3_600_000);
      const gone = await tx.query(
        `delete from webhook_message where id in (
           select id from webhook_message where state <> 'waiting' and created_at < $1
            order by created_at limit ${BATCH} for update skip locked) returning id`,
        [before],
      );
      return gone.length;
    });
  }
}
