import { Injectable } from '@nestjs/common';
import { isPerson, type PersonActor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { noSuchReview, notInGroup, ownWork } from './approvals.errors.js';
import { objectionTo } from './approvals.policy.js';
import { ApprovalsService } from './approvals.service.js';
import { ReviewRound } from './review-round.entity.js';
import { Review } from './review.entity.js';

/** Reviews as whoever may act on them takes them in hand. */
@Injectable()
export class HeldReviews {
  constructor(private readonly approvals: ApprovalsService) {}

  /**
   * A review with its round, the draft held and the row locked until the transaction ends, so that two people act one after
   * the other. 404 when there is none, 403 `own_work` and `not_in_group`.
   */
  async take(tx: Tx, reviewId: string): Promise<{ review: Review; round: ReviewRound; by: PersonActor }> {
    const place = await tx.one<{ draftId: string }>(
      'select draft_id as "draftId" from review where id = $1',
      [reviewId],
    );
    if (!place || !isPerson(tx.actor)) throw noSuchReview();
    await this.approvals.hold(tx, place.draftId);
    const review = await tx
      .repo(Review)
      .findOne({ where: { id: reviewId }, lock: { mode: 'pessimistic_write' } });
    const round = review && (await tx.repo(ReviewRound).findOneBy({ id: review.roundId }));
    if (!review || !round) throw noSuchReview();
    const { reviewerGroup: group, backupGroup, departmentId } = review;
    const objection = objectionTo(tx.actor, {
      group,
      backupGroup,
      departmentId,
      authorIds: round.authorIds,
    });
    if (objection === 'own_work') throw ownWork();
    if (objection === 'not_in_group') throw notInGroup(review.reviewerGroup);
    return { review, round, by: tx.actor };
  }
}
