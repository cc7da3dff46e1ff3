import { Injectable } from '@nestjs/common';
import { type Actor, type PersonActor, SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import {
  linkUsed,
  noSuchReview,
  noteRequired,
  seatTaken,
  silenceAlone,
  threadOpen,
} from './approvals.errors.js';
import { ReviewDecided, RoundApproved, RoundReturned } from './approvals.events.js';
import { ApprovalsService, groupWords, refOf } from './approvals.service.js';
import { insertDecision } from './decision-row.js';
import { HeldReviews } from './held-reviews.js';
import { MailLinks } from './mail-links.service.js';
import type { Decision } from './review-life.js';
import { DEPARTMENT_GROUP } from './review-policy.js';
import type { LapsedStep } from './review-rows.js';
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

/** What a reviewer decides of a review, and what comes of it. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly approvals: ApprovalsService,
    private readonly held: HeldReviews,
    private readonly links: MailLinks,
  ) {}

  /** Decides by a link from mail, which names the person and the exact text, and works once. 410 `link_used`, `link_ended`. */
  async decideByLink(token: string, request: Omit<DecisionRequest, 'contentHash'>) {
    const { actor, link } = await this.unitOfWork.read(SYSTEM, (tx) => this.links.open(tx, token));
    return this.unitOfWork.run(actor, async (tx) => {
      if (!(await this.links.use(tx, token))) throw linkUsed();
      return this.decideWithin(tx, link.reviewId, { ...request, contentHash: link.contentHash });
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
   * Decides the department's own step of a draft, as one of its public information officers; it approves or asks for changes.
   * 404 where the department is not asked, and the codes of `decide`.
   */
  decideForDepartment(
    actor: Actor,
    draftId: string,
    request: DecisionRequest & { decision: Exclude<Decision, 'rejected'> },
  ) {
    return this.unitOfWork.run(actor, async (tx) => {
      // Asked as the department's own person, to whom row-level security shows no other department's reviews.
      const asked = await tx.one<{ id: string }>(
        `select id from review where draft_id = $1 and reviewer_group = $2 order by created_at desc limit 1`,
        [draftId, DEPARTMENT_GROUP],
      );
      if (!asked) throw noSuchReview();
      return tx.asApp('a decision moves the vendor’s queue', () => this.decideWithin(tx, asked.id, request));
    });
  }

  /**
   * The same inside the caller's transaction. Of two people deciding at once the second finds the review decided: the
   * draft is held, the row is locked, and behind both stands the unique key on the decision.
   */
  async decideWithin(tx: Tx, reviewId: string, request: DecisionRequest) {
    const { review, round, by } = await this.held.take(tx, reviewId);
    review.decide(by, request.decision, request.contentHash, tx.now);
    const note = request.note?.trim() || null;
    if (request.decision !== 'approved' && !note) throw noteRequired();
    if (request.decision === 'approved') await this.requireSettled(tx, round.draftId);
    await this.requireFreshEyes(tx, review, by);
    await tx.repo(Review).save(review);
    const { decision } = request;
    const decisionId = await insertDecision(tx, review, { decision, note, by });
    await tx.record(
      ReviewDecided(
        { ...refOf(review), decision, decisionId, title: round.fullTitle },
        {
          departmentId: round.departmentId,
          visibility: 'shared',
          subject: { type: 'draft', id: round.draftId },
          summary: `${round.fullTitle}: ${groupWords(review.reviewerGroup)} ${WORD[request.decision]}`,
        },
      ),
    );
    if (request.decision === 'approved') await this.goOn(tx, round);
    else await this.sendBack(tx, round, request.decision, note);
    return { id: decisionId, reviewId: review.id, state: request.decision };
  }

  /** Nothing is approved past a question that was asked to stop it. */
  async requireSettled(tx: Tx, draftId: string): Promise<void> {
    const open = await tx.one(
      'select 1 from review_thread where draft_id = $1 and blocking and resolved_at is null limit 1',
      [draftId],
    );
    if (open) throw threadOpen();
  }

  /** A quorum of two is two people. */
  private async requireFreshEyes(tx: Tx, review: Review, by: PersonActor): Promise<void> {
    const mine = await tx.one(
      `select 1 from review_decision d join review r on r.id = d.review_id
        where d.round_id = $1 and r.step = $2 and d.decided_by = $3`,
      [review.roundId, review.step, by.personId],
    );
    if (mine) throw seatTaken();
  }

  /** A step is done when every seat of it has passed; when its stage is, the next is asked, or the text is approved. */
  async goOn(tx: Tx, round: ReviewRound): Promise<void> {
    const reviews = await tx.repo(Review).findBy({ roundId: round.id });
    if (!(await this.approvals.askNext(tx, round, reviews))) await this.approveRound(tx, round);
  }

  /** Nothing is left to ask: the exact text is approved, if anybody who did not write it said yes. 409 `silence_alone`. */
  private async approveRound(tx: Tx, round: ReviewRound): Promise<void> {
    const passed = await tx.one<{ agreed: boolean; lapsed: LapsedStep[] }>(
      'select liaison_round_agreed($1) as agreed, liaison_lapsed_steps($1) as lapsed',
      [round.id],
    );
    if (!passed?.agreed) throw silenceAlone();
    const silent = passed.lapsed.map(({ group }) => group).join(' and ');
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
          summary: `${round.fullTitle}: ${silent ? `approved, without objection by ${silent}` : 'approved by every step'}`,
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
