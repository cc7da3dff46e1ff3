import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PeopleQueries, type PersonRow } from '../identity/people.queries.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import { noEligibleReviewer } from './approvals.errors.js';
import { ReviewRequested, RoundSuperseded } from './approvals.events.js';
import { dueTime, REVIEW_BUSINESS_DAYS } from './due-time.js';
import { checkReviewLife, hasPassed } from './review-life.js';
import {
  DEPARTMENT_GROUP,
  nextSteps,
  type NumberedStep,
  type PolicyStep,
  pinnedPolicy,
  policyFor,
  stepsAsked,
  type Touch,
} from './review-policy.js';
import { ReviewRound } from './review-round.entity.js';
import { Review } from './review.entity.js';
import { instantAtShare } from './time-share.js';

/** A text to be decided. `authorIds`: everyone who wrote a revision of it or whose proposed words stand in it. */
export interface RoundRequest {
  draftId: string;
  departmentId: string;
  revisionId: string;
  contentHash: string;
  kind: string;
  authorIds: string[];
  /** What it changes of what was approved before (a first text changes everything), and whether the vendor's side wrote any of it. */
  touches: Touch[];
  /** What the queue shows, with the department and its postal state. */
  title: string;
  departmentName: string;
  departmentState: string;
  revisionNumber: number;
}

/** Rounds of review as their callers know them: opened with a text, superseded by another, locked per draft. */
@Injectable()
export class ApprovalsService implements OnModuleInit {
  constructor(
    private readonly people: PeopleQueries,
    private readonly organisation: OrganisationQueries,
  ) {}

  onModuleInit(): void {
    checkReviewLife();
  }

  /**
   * Holds all changes of one draft and its reviews to one at a time until the transaction ends. Taken first by whoever
   * saves, submits, decides or releases, so that saving (draft, then reviews) and deciding (reviews, then draft) cannot
   * lock each other out.
   */
  async hold(tx: Tx, draftId: string): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('draft:' || $1, 0))`, [draftId]);
  }

  /** Groups of the steps asked in which fewer people may decide than the quorum needs, the authors left out. */
  missingReviewers(
    tx: Tx,
    {
      kind,
      authorIds,
      touches,
      departmentId,
    }: Pick<RoundRequest, 'kind' | 'authorIds' | 'touches' | 'departmentId'>,
  ): Promise<string[]> {
    return tx.asApp('who may decide is known to the vendor side only', async () => {
      const { steps } = await policyFor(tx, kind);
      const missing: string[] = [];
      for (const { group, quorum } of stepsAsked(steps, touches)) {
        const people = await this.deciders(tx, group, departmentId);
        const free = people.filter(({ personId }) => !authorIds.includes(personId));
        if (free.length < quorum) missing.push(group);
      }
      return missing;
    });
  }

  /** Active people who decide for a group: its reviewers, or for the department's own step its public information officers. */
  deciders(tx: Tx, group: string, departmentId: string): Promise<PersonRow[]> {
    return group === DEPARTMENT_GROUP
      ? this.people.byRole(tx, 'pio', departmentId)
      : this.people.inGroup(tx, group);
  }

  /**
   * Puts a text before the reviewers: pins the policy's version, asks the first stage, lets the others wait. 422
   * `no_eligible_reviewer` when a step could never be decided. Any open round of the draft has to be superseded first.
   */
  open(tx: Tx, request: RoundRequest): Promise<{ roundId: string }> {
    return tx.asApp('the queue is the vendor’s', async () => {
      const missing = await this.missingReviewers(tx, request);
      if (missing.length) throw noEligibleReviewer(missing);
      const policy = await policyFor(tx, request.kind);
      const round = tx.repo(ReviewRound).create({
        ...request,
        id: newId(),
        policyKind: policy.kind,
        policyVersion: policy.version,
        submittedBy: personIdOf(tx.actor),
        submittedByName: actorName(tx.actor),
        state: 'open',
        openedAt: tx.now,
      });
      await tx.repo(ReviewRound).insert(round);
      const asked = stepsAsked(policy.steps, request.touches);
      const reviews = asked.flatMap((step) => seatsOf(round, step, tx.now));
      await tx.repo(Review).insert(reviews);
      await this.askNext(tx, round, reviews);
      return { roundId: round.id };
    });
  }

  /**
   * Asks the reviews of the stage whose turn it is; false when every step has passed and nobody is left to ask. A step that was
   * superseded while its round stays open is one the glass was broken past, and is asked no more.
   */
  async askNext(tx: Tx, round: ReviewRound, reviews: readonly Review[]): Promise<boolean> {
    const { steps } = await pinnedPolicy(tx, round.policyKind, round.policyVersion);
    const open = new Set(
      reviews.filter(({ state }) => !hasPassed(state) && state !== 'superseded').map(({ step }) => step),
    );
    const done = new Set(reviews.map(({ step }) => step).filter((step) => !open.has(step)));
    const next = nextSteps(stepsAsked(steps, round.touches), done).map(({ step }) => step);
    await this.ask(
      tx,
      round,
      reviews.filter(({ step, state }) => state === 'waiting' && next.includes(step)),
      steps,
    );
    return next.length > 0;
  }

  /** Turns waiting reviews of a step whose turn has come into pending ones and tells their reviewers. */
  private async ask(
    tx: Tx,
    round: ReviewRound,
    reviews: Review[],
    steps: readonly PolicyStep[],
  ): Promise<void> {
    const office = await this.organisation.office(tx);
    const closeAfter = (days: number): Date => dueTime(tx.now, days, office, office.timeZone);
    for (const review of reviews) {
      const days = steps[review.step - 1]?.lapseAfterBusinessDays ?? null;
      // A step that lapses sooner is due sooner, so that its reviewers are reminded before and not after.
      const dueAt = closeAfter(Math.min(days ?? REVIEW_BUSINESS_DAYS, REVIEW_BUSINESS_DAYS));
      const halfAt = instantAtShare(tx.now, dueAt, 50, office, office.timeZone);
      review.ask(tx.now, dueAt, halfAt, days === null ? null : { days, at: closeAfter(days) });
      await tx.repo(Review).save(review);
      await tx.record(
        ReviewRequested(
          { ...refOf(review), title: round.fullTitle, step: review.step },
          {
            departmentId: round.departmentId,
            visibility: 'shared',
            subject: { type: 'draft', id: round.draftId },
            summary: `${round.fullTitle}: waits for ${groupWords(review.reviewerGroup)}`,
          },
        ),
      );
    }
  }

  /** Closes the draft's open round, if any: its text is no longer what would go out. Decisions made stay on record. */
  supersede(tx: Tx, draftId: string, why: string): Promise<void> {
    return tx.asApp('the queue is the vendor’s', async () => {
      const round = await tx.repo(ReviewRound).findOneBy({ draftId, state: 'open' });
      if (!round) return;
      await this.closeOthers(tx, round.id);
      round.close('superseded', tx.now, why);
      await tx.repo(ReviewRound).save(round);
      await tx.record(
        RoundSuperseded(
          { roundId: round.id, draftId, departmentId: round.departmentId, contentHash: round.contentHash },
          {
            departmentId: round.departmentId,
            visibility: 'shared',
            subject: { type: 'draft', id: draftId },
            summary: `${round.fullTitle}: review closed, ${why}`,
          },
        ),
      );
    });
  }

  /** What of a round has not been decided will not be, except by the group in `keep`; says whether that one still has to. */
  async closeOthers(tx: Tx, roundId: string, keep: string | null = null): Promise<boolean> {
    const open = await tx.repo(Review).findBy([
      { roundId, state: 'waiting' },
      { roundId, state: 'pending' },
    ]);
    const closed = open.filter(({ reviewerGroup }) => reviewerGroup !== keep);
    for (const review of closed) review.supersede();
    await tx.repo(Review).save(closed);
    return closed.length < open.length;
  }
}

/** A group as a sentence names it. */
export function groupWords(group: string): string {
  return group === DEPARTMENT_GROUP ? 'the department' : group;
}

/** The ids an event about this review carries. */
export function refOf(review: Review) {
  return {
    reviewId: review.id,
    roundId: review.roundId,
    draftId: review.draftId,
    departmentId: review.departmentId,
    group: review.reviewerGroup,
    contentHash: review.contentHash,
  };
}

function seatsOf(round: ReviewRound, { group, quorum, step }: NumberedStep, now: Date): Review[] {
  return Array.from({ length: quorum }, (_, seat) =>
    Object.assign(new Review(), {
      id: newId(),
      roundId: round.id,
      draftId: round.draftId,
      departmentId: round.departmentId,
      revisionId: round.revisionId,
      contentHash: round.contentHash,
      step,
      seat: seat + 1,
      reviewerGroup: group,
      state: 'waiting' as const,
      createdAt: now,
    }),
  );
}
