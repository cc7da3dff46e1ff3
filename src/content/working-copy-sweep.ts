import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Scheduled } from '../platform/jobs/scheduled.js';

const BATCH = 500;
/** Of an hour; what is left waits for the next one. */
const MOST_BATCHES = 20;

/** Throws away what was typed over texts that are out, withdrawn or taken back: nobody can save it any more. */
@Injectable()
export class WorkingCopySweep {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Scheduled('content.forget-copies', { everySeconds: 3_600 })
  async run(): Promise<void> {
    for (let batch = 0; batch < MOST_BATCHES; batch++) {
      const gone = await this.unitOfWork.run(SYSTEM, (tx) =>
        tx.query(
          `delete from draft_working_copy where (draft_id, person_id) in (
             select c.draft_id, c.person_id from draft_working_copy c join draft d on d.id = c.draft_id
              where d.state in ('released', 'withdrawn', 'recalled') limit ${BATCH})
           returning draft_id`,
        ),
      );
      if (gone.length < BATCH) return;
    }
  }
}
