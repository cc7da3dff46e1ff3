import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { SYSTEM } from '../platform/actor.js';
import type { Asking, Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { ReviewLapsed } from './approvals.events.js';
import { ApprovalsService, groupWords, refOf } from './approvals.service.js';
import { insertDecision } from './decision-row.js';
import { DecisionsService } from './decisions.service.js';
import { dueTime } from './due-time.js';
import { ReviewRound } from './review-round.entity.js';
import { Review } from './review.entity.js';

const BATCH = 200;

interface Due {
  id: string;
  draftId: string;
  lapseAt: Date;
}

/** Lets steps pass without objection whose policy says so, once nobody has decided them in time. */
@Injectable()
export class ReviewLapses {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly approvals: ApprovalsService,
    private readonly decisions: DecisionsService,
    private readonly organisation: OrganisationQueries,
  ) {}

  /** Each step in a transaction of its own; one that may not pass yet keeps no other from it and is looked at again. */
  @Scheduled('approvals.lapse', { everySeconds: 60, byCalendar: true })
  async run(): Promise<void> {
    for (let after: Due | undefined; ;) {
      const due: Due[] = await this.unitOfWork.glance(SYSTEM, (ask) => this.due(ask, after));
      for (const one of due) await this.lapseAlone(one);
      if (due.length < BATCH) return;
      after = due.at(-1);
    }
  }

  private due(ask: Asking, after: Due | undefined): Promise<Due[]> {
    return ask.prepared<Due>(
      `select id, draft_id as "draftId", lapse_at as "lapseAt" from review
        where state = 'pending' and lapse_at <= $1 and ($2::timestamptz is null or (lapse_at, id) > ($2, $3::uuid))
        order by lapse_at, id limit ${BATCH}`,
      [ask.now, after?.lapseAt ?? null, after?.id ?? null],
    );
  }

  private async lapseAlone({ id, draftId }: Due): Promise<void> {
    try {
      await this.unitOfWork.run(SYSTEM, (tx) => this.lapse(tx, id, draftId));
    } catch (error) {
      // Decided at this moment, or the text may not be approved yet, as with a quote its speaker has not agreed to: it waits.
      if (!(error instanceof DomainError)) throw error;
    }
  }

  /** The draft is held and the seats are locked as for a decision, so that of a person and the clock one comes first. */
  private async lapse(tx: Tx, id: string, draftId: string): Promise<void> {
    await this.approvals.hold(tx, draftId);
    const found = await tx.repo(Review).findOneByOrFail({ id });
    const seats = await tx.repo(Review).find({
      where: { roundId: found.roundId, step: found.step, state: In(['pending']) },
      order: { seat: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    const [first] = seats;
    if (!first?.lapseAt || first.lapseDays === null || first.lapseAt > tx.now) return;
    const round = await tx.repo(ReviewRound).findOneByOrFail({ id: first.roundId });
    const { stopped, owedSince } = await this.standing(tx, round, seats);
    if (stopped) return;
    const until = await this.closeOfNextDay(tx, owedSince);
    if (until > tx.now) {
      for (const seat of seats) seat.putOff(until);
      await tx.repo(Review).save(seats);
      return;
    }
    for (const seat of seats) {
      seat.lapse();
      await tx.repo(Review).save(seat);
      await insertDecision(tx, seat, { decision: 'no_objection', lapsedAfterDays: first.lapseDays });
    }
    await this.record(tx, round, first, first.lapseDays);
    await this.decisions.goOn(tx, round);
  }

  /**
   * What keeps a step from lapsing (a question that stops approval, a proposal that waits for its answer, a claim in force, nobody
   * having been asked who may still decide), and since when nothing does: from then on its reviewers are owed a business day.
   */
  private async standing(
    tx: Tx,
    { draftId, departmentId, authorIds }: ReviewRound,
    seats: readonly Review[],
  ): Promise<{ stopped: boolean; owedSince: Date }> {
    const group = seats[0]?.reviewerGroup ?? '';
    const people = (await this.approvals.deciders(tx, group, departmentId)).map(({ personId }) => personId);
    const row = await tx.one<{ stopped: boolean; owedSince: Date | null }>(
      `select exists (select from review_thread where draft_id = $1 and blocking and resolved_at is null)
           or exists (select from proposal where draft_id = $1 and state = 'open')
           or exists (select from review where id = any($2::uuid[]) and claimed_until > $3)
           or not exists (select from review_mail_link where review_id = any($2::uuid[]) and person_id = any($4::uuid[])) as stopped,
         greatest(
           (select max(resolved_at) from review_thread where draft_id = $1 and blocking),
           (select max(claimed_until) from review where id = any($2::uuid[])),
           (select min(created_at) from review_mail_link
             where review_id = any($2::uuid[]) and person_id = any($4::uuid[]))) as "owedSince"`,
      [
        draftId,
        seats.map(({ id }) => id),
        tx.now,
        // An author who joined the group meanwhile may not decide either.
        people.filter((personId) => !authorIds.includes(personId)),
      ],
    );
    return { stopped: row?.stopped ?? true, owedSince: row?.owedSince ?? tx.now };
  }

  private async closeOfNextDay(tx: Tx, since: Date): Promise<Date> {
    const office = await this.organisation.office(tx);
    return dueTime(since, 1, office, office.timeZone);
  }

  private async record(tx: Tx, round: ReviewRound, review: Review, businessDays: number): Promise<void> {
    const { step } = review;
    const days = `${businessDays} business ${businessDays === 1 ? 'day' : 'days'}`;
    await tx.record(
      ReviewLapsed(
        { ...refOf(review), title: round.fullTitle, step, businessDays },
        {
          departmentId: round.departmentId,
          visibility: 'shared',
          subject: { type: 'draft', id: round.draftId },
          summary: `${round.fullTitle}: no objection by ${groupWords(review.reviewerGroup)} within ${days}, passed without approval`,
        },
      ),
    );
  }
}
