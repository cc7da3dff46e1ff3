import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Scheduled } from '../platform/jobs/scheduled.js';

/**
 * Folds the entries of the board's counters into one per stage and owner. Every change of a pitch adds entries and
 * never touches another's, so nobody waits; folding keeps adding them up short. Readers see all of it or nothing.
 */
@Injectable()
export class TallyFolder {
  constructor(private readonly work: UnitOfWork) {}

  @Scheduled('pitches.fold-tally', { everySeconds: 20 })
  async fold(): Promise<void> {
    await this.work.run(SYSTEM, (tx) =>
      tx.query(
        `with folded as (
           delete from pitch_tally
            where exists (select from pitch_tally group by stage, owner_id, open having count(*) > 1)
           returning stage, owner_id, open, pitches, devices, entered_days)
         insert into pitch_tally
         select stage, owner_id, open, sum(pitches), sum(devices), sum(entered_days) from folded
          group by stage, owner_id, open
         having sum(pitches) <> 0 or sum(devices) <> 0 or sum(entered_days) <> 0`,
      ),
    );
  }
}
