import { Injectable } from '@nestjs/common';
import type { Actor, VendorActor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/id.js';
import { onConflict } from '../platform/errors.js';
import {
  alreadyDecided,
  noSuchReview,
  noteRequired,
  notInGroup,
  ownWork,
  seatTaken,
} from './approvals.errors.js';
import { ReviewClaimed, ReviewDecided, RoundApproved, RoundReturned } from './approvals.events.js';
import { objectionTo } from './approvals.policy.js';
import { ApprovalsService, refOf } from './approvals.service.js';
import type { Decision } from './review-life.js';
import { ReviewRound } from './review-round.entity.js';
import { Review } from './review.entity.js';

export interface DecisionRequest {
  decision: Decision;
  note?: string | null;
  /** The exact text the reviewer has read. */
  contentHash: string;
}

const WORD: Record<Decision, string> = {
  approved: 'approved',
  changes_requested: 'asked for changes',
  rejected: 'rejected',
};

/** What a reviewer does with a review: claims it, decides it. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly approvals: ApprovalsService,
  ) {}

  /** Takes a review in hand; a courtesy that expires. 403 `own_work`, 409 `claimed` and the rest of `decide`. */
  claim(actor: Actor, reviewId: string): Promise<{ id: string; claimedBy: string; claimedUntil: Date }> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { review, round, by } = await this.take(tx, reviewId);
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

  /** Decides a review for one exact text; codes as in api.md. */
  decide(
    actor: Actor,
    reviewId: string,
    request: DecisionRequest,
  ): Promise<{ id: string; reviewId: string; state: Decision }> {
    return this.unitOfWork.run(actor, (tx) => this.decideWithin(tx, reviewId, request));
  }

  /**
   * The same inside the caller's transaction. Of two people deciding at once the second finds the review decided: the
   * draft is held, the row is locked, and behind both stands the unique key on the decision.
   */
  async decideWithin(tx: Tx, reviewId: string, request: DecisionRequest) {
    const { review, round, by } = await this.take(tx, reviewId);
    review.decide(by, request.decision, request.contentHash, tx.now);
    const note = request.note?.trim() || null;
    if (request.decision !== 'approved' && !note) throw noteRequired();
    await this.requireFreshEyes(tx, review, by);
    await tx.repo(Review).save(review);
    const decisionId = newId();
    await this.insertDecision(tx, decisionId, review, by, { ...request, note });
    await tx.record(
      ReviewDecided(
        { ...refOf(review), decision: request.decision, decisionId, title: round.fullTitle },
        {
          departmentId: round.departmentId,
          visibility: 'shared',
          subject: { type: 'draft', id: round.draftId },
          summary: `${round.fullTitle}: ${review.reviewerGroup} ${WORD[request.decision]}`,
        },
      ),
    );
    if (request.decision === 'approved') await this.goOn(tx, round, review.step);
    else await this.sendBack(tx, round, request.decision, note);
    return { id: decisionId, reviewId: review.id, state: request.decision };
  }

  private async take(
    tx: Tx,
    reviewId: string,
  ): Promise<{ review: Review; round: ReviewRound; by: VendorActor }> {
    const place = await tx.one<{ draftId: string }>(
      'select draft_id as "draftId" from review where id = $1',
      [reviewId],
    );
    if (!place || tx.actor.side !== 'vendor') throw noSuchReview();
    await this.approvals.hold(tx, place.draftId);
    const review = await tx
      .repo(Review)
      .findOne({ where: { id: reviewId }, lock: { mode: 'pessimistic_write' } });
    const round = review && (await tx.repo(ReviewRound).findOneBy({ id: review.roundId }));
    if (!review || !round) throw noSuchReview();
    const objection = objectionTo(tx.actor, { group: review.reviewerGroup, authorIds: round.authorIds });
    if (objection === 'own_work') throw ownWork();
    if (objection === 'not_in_group') throw notInGroup(review.reviewerGroup);
    return { review, round, by: tx.actor };
  }

  /** A quorum of two is two people. */
  private async requireFreshEyes(tx: Tx, review: Review, by: VendorActor): Promise<void> {
    const mine = await tx.one(
      `select 1 from review_decision d join review r on r.id = d.review_id
        where d.round_id = $1 and r.step = $2 and d.decided_by = $3`,
      [review.roundId, review.step, by.personId],
    );
    if (mine) throw seatTaken();
  }

  private async insertDecision(
    tx: Tx,
    id: string,
    review: Review,
    by: VendorActor,
    request: DecisionRequest,
  ): Promise<void> {
    await tx
      .query(
        `insert into review_decision (id, review_id, round_id, draft_id, department_id, content_hash, reviewer_group,
           decision, note, decided_by, decided_by_name, decided_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          id,
          review.id,
          review.roundId,
          review.draftId,
          review.departmentId,
          review.contentHash,
          review.reviewerGroup,
          request.decision,
          request.note,
          by.personId,
          by.name,
          tx.now,
        ],
      )
      .catch((error: unknown) => onConflict(error, 'review_decision_review_uq', alreadyDecided));
  }

  /** The step is done when every seat of it has approved; then the next one is asked, or the text is approved. */
  private async goOn(tx: Tx, round: ReviewRound, step: number): Promise<void> {
    const reviews = await tx.repo(Review).findBy({ roundId: round.id });
    if (reviews.some((review) => review.step === step && review.state !== 'approved')) return;
    const next = reviews.filter((review) => review.step === step + 1);
    if (next.length) return this.approvals.ask(tx, round, next);
    round.close('approved', tx.now);
    await tx.repo(ReviewRound).save(round);
    await tx.record(
      RoundApproved(
        {
          roundId: round.id,
          draftId: round.draftId,
          departmentId: round.departmentId,
          contentHash: round.contentHash,
        },
        {
          departmentId: round.departmentId,
          visibility: 'shared',
          subject: { type: 'draft', id: round.draftId },
          summary: `${round.fullTitle}: approved by every step`,
        },
      ),
    );
  }

  private async sendBack(
    tx: Tx,
    round: ReviewRound,
    outcome: 'changes_requested' | 'rejected',
    note: string | null,
  ): Promise<void> {
    await this.approvals.closeOthers(tx, round.id);
    round.close(outcome, tx.now, note);
    await tx.repo(ReviewRound).save(round);
    await tx.record(
      RoundReturned(
        {
          roundId: round.id,
          draftId: round.draftId,
          departmentId: round.departmentId,
          contentHash: round.contentHash,
          outcome,
        },
        {
          departmentId: round.departmentId,
          visibility: 'shared',
          subject: { type: 'draft', id: round.draftId },
          summary:
            outcome === 'rejected'
              ? `${round.fullTitle}: rejected`
              : `${round.fullTitle}: sent back with changes asked for`,
        },
      ),
    );
  }
}
