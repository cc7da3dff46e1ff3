import { Injectable } from '@nestjs/common';
import { PersonDisabled } from '../identity/identity.events.js';
import { PeopleQueries, type PersonRow } from '../identity/people.queries.js';
import { MailService } from '../mail/mail.service.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import {
  ReviewDecided,
  ReviewLapsed,
  type ReviewRef,
  ReviewReminded,
  ReviewRequested,
  ReviewTakenOver,
  GlassAsked,
} from './approvals.events.js';
import { ApprovalsQueries, type QueueRow } from './approvals.queries.js';
import { ApprovalsService } from './approvals.service.js';
import { MailLinks } from './mail-links.service.js';
import type { Decision } from './review-life.js';
import { DEPARTMENT_GROUP } from './review-policy.js';
import type { Share } from './time-share.js';

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
    private readonly approvals: ApprovalsService,
    private readonly organisation: OrganisationQueries,
    private readonly links: MailLinks,
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
    const data = { group, title };
    for (const person of await this.eligible(tx, group, review))
      await this.ask(tx, review, person, 'requested', 'mail/approvals/review-requested', data);
  }

  /**
   * Half of the time is over: whoever holds it is reminded, or else everyone who may decide. At the end of it, everyone; and when
   * it is late by half, the backup group too.
   */
  @OnEvent(ReviewReminded, { name: 'approvals.remind-reviewers' })
  async remindReviewers(
    event: StoredEvent<ReviewRef & { title: string; share: Share; backupGroup: string | null }>,
    tx: Tx,
  ): Promise<void> {
    const { reviewId, group, title, share, backupGroup } = event.payload;
    const review = await this.queries.review(tx, reviewId);
    if (review.state !== 'pending') return;
    const own = await this.eligible(tx, group, review);
    const holder = share === 50 && own.filter(({ personId }) => personId === review.claimedBy);
    for (const person of holder && holder.length ? holder : own) {
      const data = {
        group,
        title,
        late: share === 150,
        due: share === 100,
        claimedByName: review.claimedByName,
      };
      await this.ask(tx, review, person, `reminded-${share}`, 'mail/approvals/review-reminder', data);
    }
    const others = backupGroup ? await this.eligible(tx, backupGroup, review) : [];
    for (const person of others.filter((one) => !own.some(({ personId }) => personId === one.personId))) {
      const data = { group, title, backupGroup };
      await this.ask(tx, review, person, `backup-${share}`, 'mail/approvals/review-handed-on', data);
    }
  }

  /** Whoever had it in hand hears who has it now, and why. */
  @OnEvent(ReviewTakenOver, { name: 'approvals.tell-former-holder' })
  async tellFormerHolder(
    event: StoredEvent<ReviewRef & { title: string; fromPersonId: string; reason: string | null }>,
    tx: Tx,
  ): Promise<void> {
    const { reviewId, title, group, fromPersonId, reason, departmentId } = event.payload;
    const [holder] = await this.people.memberships(tx, fromPersonId);
    if (!holder) return;
    await this.mail.enqueue(tx, {
      topic: 'review',
      to: { name: holder.name, email: holder.email },
      template: 'mail/approvals/taken-over',
      data: {
        name: holder.name,
        title,
        group,
        by: event.actorName,
        reason,
        url: this.url(`/reviews/${reviewId}`),
      },
      idempotencyKey: `review-taken-over:${event.id}`,
      departmentId,
      visibility: 'vendor',
    });
  }

  /** The other admins hear that one of them wants to break the glass: one of them, or a reviewer, may confirm. */
  @OnEvent(GlassAsked, { name: 'approvals.tell-glass-asked' })
  async tellGlassAsked(
    event: StoredEvent<{
      roundId: string;
      reviewId: string;
      departmentId: string;
      title: string;
      reason: string;
    }>,
    tx: Tx,
  ): Promise<void> {
    const { roundId, reviewId, departmentId, title, reason } = event.payload;
    const admins = await this.people.byRole(tx, 'admin');
    for (const { personId, name, email } of admins.filter((one) => one.personId !== event.actorId)) {
      await this.mail.enqueue(tx, {
        topic: 'review',
        to: { name, email },
        template: 'mail/approvals/break-glass',
        data: { name, title, by: event.actorName, reason, url: this.url(`/reviews/${reviewId}`) },
        idempotencyKey: `break-glass:${roundId}:${personId}`,
        departmentId,
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
    // Nobody is told of their own act, as an officer who sent a text in and decides for the department.
    if (!author || author.personId === event.actorId) return;
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

  /** One mail for each step that lapsed: to whoever submitted the text, and to everybody who might have decided it. */
  @OnEvent(ReviewLapsed, { name: 'approvals.tell-of-lapse' })
  async tellOfLapse(
    event: StoredEvent<ReviewRef & { title: string; step: number; businessDays: number }>,
    tx: Tx,
  ): Promise<void> {
    const { roundId, draftId, departmentId, reviewId, title, group, step, businessDays } = event.payload;
    const submitter = await this.queries.submitterOf(tx, roundId);
    const author = submitter ? (await this.people.memberships(tx, submitter))[0] : undefined;
    const tell = (
      { personId, name, email }: Pick<PersonRow, 'personId' | 'name' | 'email'>,
      url: string,
      visibility: 'shared' | 'vendor',
    ): Promise<unknown> =>
      this.mail.enqueue(tx, {
        topic: 'review',
        to: { name, email },
        template: 'mail/approvals/no-objection',
        data: { name, title, group, businessDays, author: personId === author?.personId, url: this.url(url) },
        idempotencyKey: `review-lapsed:${roundId}:${step}:${personId}`,
        departmentId,
        visibility,
      });
    if (author) await tell(author, `/drafts/${draftId}`, 'shared');
    const review = await this.queries.review(tx, reviewId);
    const reviewers = await this.eligible(tx, group, review);
    for (const person of reviewers.filter(({ personId }) => personId !== author?.personId))
      await tell(person, `/reviews/${reviewId}`, 'vendor');
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

  /** People of a group who may decide this text: authors are left out, since they may not. */
  private async eligible(tx: Tx, group: string, review: QueueRow): Promise<PersonRow[]> {
    const people = await this.approvals.deciders(tx, group, review.departmentId);
    return people.filter(({ personId }) => !review.authorIds.includes(personId));
  }

  /** One mail with a link of the person's own, by which they decide without signing in; an officer decides on the text's page. */
  private async ask(
    tx: Tx,
    review: QueueRow,
    { personId, name, email }: PersonRow,
    cause: string,
    template: string,
    data: Record<string, unknown>,
  ): Promise<void> {
    if (review.group === DEPARTMENT_GROUP)
      return this.askOfficer(tx, review, { personId, name, email }, cause);
    const decideUrl = await this.links.make(tx, review, personId, cause);
    if (!decideUrl) return;
    const { timeZone: zone } = await this.organisation.current(tx);
    const url = this.url(`/reviews/${review.id}`);
    await this.mail.enqueue(tx, {
      topic: 'review',
      to: { name, email },
      template,
      data: {
        name,
        zone,
        dueAt: review.dueAt?.toISOString(),
        lapsesAt: review.lapsesAt?.toISOString(),
        url,
        decideUrl,
        ...data,
      },
      idempotencyKey: `review-${cause}:${review.id}:${personId}`,
      departmentId: review.departmentId,
      visibility: 'vendor',
      secrets: [decideUrl],
    });
  }

  private async askOfficer(
    tx: Tx,
    review: QueueRow,
    { personId, name, email }: PersonRow,
    cause: string,
  ): Promise<void> {
    const { timeZone: zone } = await this.organisation.current(tx);
    await this.mail.enqueue(tx, {
      topic: 'review',
      to: { name, email },
      template: 'mail/approvals/department-asked',
      data: {
        name,
        title: review.title,
        again: cause !== 'requested',
        zone,
        dueAt: review.dueAt?.toISOString(),
        url: this.url(`/drafts/${review.draftId}`),
      },
      idempotencyKey: `review-${cause}:${review.id}:${personId}`,
      departmentId: review.departmentId,
      visibility: 'shared',
    });
  }

  private url(path: string): string {
    return new URL(path, this.config.publicUrl).toString();
  }
}
