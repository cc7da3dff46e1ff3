import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PersonActor } from '../platform/actor.js';
import {
  alreadyDecided,
  alreadyLapsed,
  claimedByOther,
  contentChanged,
  notClaimed,
  notYetOpen,
} from './approvals.errors.js';
import { type Decision, mayMove, type ReviewState } from './review-life.js';
import type { Share } from './time-share.js';

/** How long a claim holds others off; after that anyone eligible may take the review over. */
export const CLAIM_HOURS = 4;

/** One seat at one step of a round: one person of one group decides one exact text. */
@Entity('review')
export class Review {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') roundId: string;
  @Column('uuid') draftId: string;
  @Column('uuid') departmentId: string;
  @Column('uuid') revisionId: string;
  @Column('text') contentHash: string;
  @Column('int') step: number;
  @Column('int') seat: number;
  @Column('text') reviewerGroup: string;
  @Column('text') state: ReviewState;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) pendingSince: Date | null;
  @Column('timestamptz', { nullable: true }) dueAt: Date | null;
  @Column('uuid', { nullable: true }) claimedBy: string | null;
  @Column('text', { nullable: true }) claimedByName: string | null;
  @Column('timestamptz', { nullable: true }) claimedAt: Date | null;
  @Column('timestamptz', { nullable: true }) claimedUntil: Date | null;
  /** The share of its time at which it is reminded of next, and when that is. */
  @Column('int', { nullable: true }) nudgeShare: Share | null;
  @Column('timestamptz', { nullable: true }) nudgeAt: Date | null;
  /** The group that may decide too since this one is late. */
  @Column('text', { nullable: true }) backupGroup: string | null;
  /** After how many business days without a decision it passes without objection, and when that is; null for never. */
  @Column('int', { nullable: true }) lapseDays: number | null;
  @Column('timestamptz', { nullable: true }) lapseAt: Date | null;

  /** The step has come: the review is pending and due, reminded of when half of its time is over, and lapses if its policy says so. */
  ask(now: Date, dueAt: Date, halfAt: Date, lapse: { days: number; at: Date } | null): void {
    this.move('pending');
    this.pendingSince = now;
    this.dueAt = dueAt;
    this.nudgeShare = 50;
    this.nudgeAt = halfAt;
    this.lapseDays = lapse?.days ?? null;
    this.lapseAt = lapse?.at ?? null;
  }

  /** Was reminded of; once late enough, a backup group may decide too. */
  reminded(next: { share: Share; at: Date } | null, backupGroup: string | null): void {
    this.nudgeShare = next?.share ?? null;
    this.nudgeAt = next?.at ?? null;
    this.backupGroup ??= backupGroup;
  }

  /** Takes the review in hand for a while; claiming again extends it. 409 `claimed` while another holds it. */
  claim(by: PersonActor, now: Date): void {
    this.requirePending();
    this.requireUnclaimed(by, now);
    this.hold(by, now);
  }

  /** Takes a review over that another still holds, and says whose it was. 409 `not_claimed` when nobody else does. */
  takeOver(by: PersonActor, now: Date): { personId: string; name: string } {
    this.requirePending();
    if (!this.claimedBy || this.claimedBy === by.personId || !this.claimedUntil || this.claimedUntil <= now)
      throw notClaimed();
    const from = { personId: this.claimedBy, name: this.claimedByName ?? 'Another reviewer' };
    this.hold(by, now);
    return from;
  }

  /** Gives a claim of one's own back before it runs out. 409 `not_claimed`. */
  giveBack(by: PersonActor): void {
    if (this.claimedBy !== by.personId) throw notClaimed();
    this.claimedBy = this.claimedByName = null;
    this.claimedAt = this.claimedUntil = null;
  }

  /** Decides for one exact text. 409 `already_decided`, `content_changed`, `claimed`. */
  decide(by: PersonActor, decision: Decision, contentHash: string, now: Date): void {
    this.requirePending();
    if (contentHash !== this.contentHash) throw contentChanged();
    this.requireUnclaimed(by, now);
    this.move(decision);
  }

  /** Its days are over, but its reviewers are owed some time yet. */
  putOff(until: Date): void {
    this.lapseAt = until;
  }

  /** Nobody decided in time: it passes without objection. 409 `already_decided`, `content_changed`. */
  lapse(): void {
    this.requirePending();
    this.move('no_objection');
  }

  /** The text this review was asked about is not before the reviewers any more. */
  supersede(): void {
    this.move('superseded');
  }

  private hold(by: PersonActor, now: Date): void {
    this.claimedBy = by.personId;
    this.claimedByName = by.name;
    this.claimedAt = now;
    this.claimedUntil = new Date(now.getTime() + CLAIM_HOURS * 3_600_000);
  }

  private requirePending(): void {
    if (this.state === 'waiting') throw notYetOpen();
    if (this.state === 'superseded') throw contentChanged();
    if (this.state === 'no_objection') throw alreadyLapsed();
    if (this.state !== 'pending') throw alreadyDecided();
  }

  private requireUnclaimed(by: PersonActor, now: Date): void {
    if (!this.claimedBy || this.claimedBy === by.personId || !this.claimedUntil || this.claimedUntil <= now)
      return;
    throw claimedByOther(this.claimedByName ?? 'Another reviewer', this.claimedUntil);
  }

  private move(to: ReviewState): void {
    if (!mayMove(this.state, to)) throw alreadyDecided();
    this.state = to;
  }
}
