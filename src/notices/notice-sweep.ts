import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { unreadBefore, readBefore } from './kept-notices.js';

const BATCH = 1_000;

/** Puts notices away: read ones, and much later those nobody ever read. What they told of stays on the record. */
@Injectable()
export class NoticeSweep {
  constructor(private readonly work: UnitOfWork) {}

  /** Batch by batch, each in a transaction of its own; killed, the next run goes on. */
  @Scheduled('notices.sweep', { everySeconds: 3_600 })
  async sweep(): Promise<void> {
    while ((await this.batch('read_at < $1', readBefore)) === BATCH);
    while ((await this.batch('read_at is null and created_at < $1', unreadBefore)) === BATCH);
  }

  private batch(which: string, since: (now: Date) => Date): Promise<number> {
    return this.work.run(SYSTEM, async (tx) => {
      const gone = await tx.query(
        `delete from notice where id in (
           select id from notice where ${which} limit ${BATCH} for update skip locked) returning id`,
        [since(tx.now)],
      );
      return gone.length;
    });
  }
}
