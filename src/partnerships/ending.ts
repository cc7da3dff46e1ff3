import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { localDate } from '../platform/local-time.js';
import { PartnershipsQueries } from './partnerships.queries.js';
import { PartnershipsService } from './partnerships.service.js';

const PER_RUN = 5_000;

/** Ends what was not renewed: the agreed last day still counts, the day after it the partnership has ended. */
@Injectable()
export class Ending {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: PartnershipsQueries,
    private readonly partnerships: PartnershipsService,
  ) {}

  /** One short transaction for each, so that one that cannot end holds up no other and a killed run loses nothing. */
  @Scheduled('partnerships.end-due', { everySeconds: 300, byCalendar: true })
  async endDue(): Promise<void> {
    const due = await this.uow.glance(SYSTEM, async (ask) => {
      const candidates = await this.queries.maybeOver(ask, PER_RUN);
      return candidates.filter((candidate) => candidate.endsOn < localDate(ask.now, candidate.timeZone));
    });
    for (const { id } of due) await this.uow.run(SYSTEM, (tx) => this.partnerships.endIfOver(tx, id));
  }
}
