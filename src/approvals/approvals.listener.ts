import { Injectable } from '@nestjs/common';
import { PersonDisabled } from '../identity/identity.events.js';
import { PeopleQueries } from '../identity/people.queries.js';
import { MailService } from '../mail/mail.service.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import { ReviewDecided, ReviewRequested, type ReviewRef } from './approvals.events.js';
import { ApprovalsQueries } from './approvals.queries.js';
import type { Decision } from './review-life.js';

const OUTCOME: Record<Decision, string> = {
  approved: 'approved',
  changes_requested: 'asks for changes',
  rejected: 'rejected',
};

/** Who is told what by mail: reviewers that a step waits for them, the author that someone decided. */
@Injectable()
export class ApprovalsListener {
  constructor(
    private readonly mail: MailService,
    private readonly people: PeopleQueries,
    private readonly queries: ApprovalsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly config: Config,
  ) {}

  /** One mail for each person who may decide; authors are left out, since they may not. */
  @OnEvent(ReviewRequested, { name: 'approvals.tell-reviewers' })
  async tellReviewers(
    event: StoredEvent<ReviewRef & { title: string; step: number }>,
    tx: Tx,
  ): Promise<void> {
    const { reviewId, group, title } = event.payload;
    const review = await this.queries.review(tx, reviewId);
    if (review.state !== 'pending') return;
    const people = await this.people.inGroup(tx, group);
    const { timeZone: zone } = await this.organisation.current(tx);
    for (const { personId, name, email } of people.filter(
      (one) => !review.authorIds.includes(one.personId),
    )) {
      await this.mail.enqueue(tx, {
        topic: 'review',
        to: { name, email },
        template: 'mail/approvals/review-requested',
        data: {
          name,
          group,
          title,
          zone,
          dueAt: review.dueAt?.toISOString(),
          url: this.url(`/reviews/${reviewId}`),
        },
        idempotencyKey: `review-requested:${reviewId}:${personId}`,
        departmentId: review.departmentId,
        visibility: 'vendor',
      });
    }
  }

  /** One mail for each decision, to whoever submitted the text; for a kit’s text nobody submitted, to no one. */
  @OnEvent(ReviewDecided, { name: 'approvals.tell-author' })
  async tellAuthor(
    event: StoredEvent<ReviewRef & { decision: Decision; decisionId: string; title: string }>,
    tx: Tx,
  ): Promise<void> {
    const { roundId, draftId, departmentId, reviewId, decision, decisionId, title, group } = event.payload;
    const submitter = await this.queries.submitterOf(tx, roundId);
    const author = submitter ? (await this.people.memberships(tx, submitter))[0] : undefined;
    if (!author) return;
    const made = (await this.queries.decisions(tx, { roundId })).find((one) => one.reviewId === reviewId);
    await this.mail.enqueue(tx, {
      topic: 'review',
      to: { name: author.name, email: author.email },
      template: 'mail/approvals/decision',
      data: {
        name: author.name,
        title,
        group,
        outcome: OUTCOME[decision],
        approved: decision === 'approved',
        note: made?.note ?? null,
        decidedBy: made?.decidedBy ?? event.actorName,
        url: this.url(`/drafts/${draftId}`),
      },
      idempotencyKey: `review-decided:${decisionId}`,
      departmentId,
      visibility: 'shared',
    });
  }

  /** What a person who left had in hand is free for the others at once. */
  @OnEvent(PersonDisabled, { name: 'approvals.free-claims' })
  async freeClaims(event: StoredEvent<{ personId: string }>, tx: Tx): Promise<void> {
    await tx.query(
      `update review set claimed_by = null, claimed_by_name = null, claimed_at = null, claimed_until = null
        where claimed_by = $1 and state = 'pending'`,
      [event.payload.personId],
    );
  }

  private url(path: string): string {
    return new URL(path, this.config.publicUrl).toString();
  }
}
