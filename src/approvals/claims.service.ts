import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { ReviewClaimed, ReviewGivenBack, ReviewTakenOver } from './approvals.events.js';
import { refOf } from './approvals.service.js';
import { HeldReviews } from './held-reviews.js';
import { Review } from './review.entity.js';

/** Whose hands a review is in: a courtesy among colleagues, which expires and decides nothing. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly held: HeldReviews,
  ) {}

  /** Takes a review in hand; a courtesy that expires. 403 `own_work`, 409 `claimed` and the rest of deciding. */
  claim(actor: Actor, reviewId: string): Promise<{ id: string; claimedBy: string; claimedUntil: Date }> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { review, round, by } = await this.held.take(tx, reviewId);
      review.claim(by, tx.now);
      await tx.repo(Review).save(review);
      const claimedUntil = review.claimedUntil as Date;
      await tx.record(
        ReviewClaimed(
          { ...refOf(review), claimedUntil: claimedUntil.toISOString() },
          {
            departmentId: round.departmentId,
            visibility: 'shared',
            subject: { type: 'draft', id: round.draftId },
            summary: `${round.fullTitle}: taken up by ${review.reviewerGroup}`,
          },
        ),
      );
      return { id: review.id, claimedBy: by.personId, claimedUntil };
    });
  }

  /** Takes a review over that a colleague still holds; they are told. 409 `not_claimed`, and the rest of `claim`. */
  takeOver(
    actor: Actor,
    reviewId: string,
    reason: string | null = null,
  ): Promise<{ id: string; claimedBy: string; claimedUntil: Date }> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { review, round, by } = await this.held.take(tx, reviewId);
      const from = review.takeOver(by, tx.now);
      await tx.repo(Review).save(review);
      await tx.record(
        ReviewTakenOver(
          {
            ...refOf(review),
            title: round.fullTitle,
            fromPersonId: from.personId,
            reason: reason?.trim() || null,
          },
          {
            departmentId: round.departmentId,
            visibility: 'vendor',
            subject: { type: 'draft', id: round.draftId },
            summary: `${round.fullTitle}: ${review.reviewerGroup} taken over from ${from.name}`,
          },
        ),
      );
      return { id: review.id, claimedBy: by.personId, claimedUntil: review.claimedUntil as Date };
    });
  }

  /** Gives one's own claim back before it runs out. 409 `not_claimed`. */
  giveBack(actor: Actor, reviewId: string): Promise<{ id: string }> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { review, round, by } = await this.held.take(tx, reviewId);
      review.giveBack(by);
      await tx.repo(Review).save(review);
      await tx.record(
        ReviewGivenBack(refOf(review), {
          departmentId: round.departmentId,
          visibility: 'vendor',
          subject: { type: 'draft', id: round.draftId },
          summary: `${round.fullTitle}: given back to ${review.reviewerGroup}`,
        }),
      );
      return { id: review.id };
    });
  }
}
