import { Injectable } from '@nestjs/common';
import { type Actor, personIdOf } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { contentChanged, noSuchReview, notRead } from './approvals.errors.js';
import { ApprovalsQueries } from './approvals.queries.js';
import { type DecisionRequest, DecisionsService } from './decisions.service.js';

/** One decision for several reviews, each named with the exact text that was read. */
export interface BulkDecision extends Omit<DecisionRequest, 'contentHash'> {
  reviews: { id: string; contentHash: string }[];
}

export interface BulkOutcome {
  decided: { id: string; title: string }[];
  refused: { id: string; title: string; code: string; message: string }[];
}

/** Marks texts as read, one by one, and decides together what was read. */
@Injectable()
export class BulkDecisions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: ApprovalsQueries,
    private readonly decisions: DecisionsService,
  ) {}

  /** Notes that the person has read this exact text; again, nothing is written. 409 `content_changed`. */
  markRead(actor: Actor, reviewId: string, contentHash: string): Promise<{ id: string; read: true }> {
    return this.unitOfWork.run(actor, async (tx) => {
      const review = await this.queries.review(tx, reviewId);
      if (review.contentHash !== contentHash || review.state === 'superseded') throw contentChanged();
      await tx.query(
        `insert into review_reading (review_id, person_id, content_hash, read_at) values ($1, $2, $3, $4)
         on conflict do nothing`,
        [reviewId, personIdOf(actor), contentHash, tx.now],
      );
      return { id: reviewId, read: true };
    });
  }

  /**
   * Decides each review in a transaction of its own, under the rules of a single decision; what the person has not marked as
   * read is refused with `not_read`. One refusal keeps no other from being decided.
   */
  async decide(actor: Actor, { reviews, ...request }: BulkDecision): Promise<BulkOutcome> {
    const outcome: BulkOutcome = { decided: [], refused: [] };
    for (const { id, contentHash } of reviews) {
      let title = '';
      try {
        await this.unitOfWork.run(actor, async (tx) => {
          const review = await this.queries.review(tx, id);
          title = `${review.title}, ${review.departmentName}`;
          if (!review.readByMe) throw notRead();
          await this.decisions.decideWithin(tx, id, { ...request, contentHash });
        });
        outcome.decided.push({ id, title });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        if (!title) title = noSuchReview().message;
        outcome.refused.push({ id, title, code: error.code, message: error.message });
      }
    }
    return outcome;
  }
}
