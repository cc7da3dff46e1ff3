import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { VendorActor } from '../platform/actor.js';
import { alreadyDecided, claimedByOther, contentChanged, notYetOpen } from './approvals.errors.js';
import { type Decision, mayMove, type ReviewState } from './review-life.js';

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

  /** The step has come: the review is pending and due. */
  ask(now: Date, dueAt: Date): void {
    this.move('pending');
    this.pendingSince = now;
    this.dueAt = dueAt;
  }

  /** Takes the review in hand for a while; claiming again extends it. 409 `claimed` while another holds it. */
  claim(by: VendorActor, now: Date): void {
    this.requirePending();
    this.requireUnclaimed(by, now);
    this.claimedBy = by.personId;
    this.claimedByName = by.name;
    this.claimedAt = now;
    this.claimedUntil = new Date(now.getTime() + CLAIM_HOURS * 3_600_000);
  }

  /** Decides for one exact text. 409 `already_decided`, `content_changed`, `claimed`. */
  decide(by: VendorActor, decision: Decision, contentHash: string, now: Date): void {
    this.requirePending();
    if (contentHash !== this.contentHash) throw contentChanged();
    this.requireUnclaimed(by, now);
    this.move(decision);
  }

  /** The text this review was asked about is not before the reviewers any more. */
  supersede(): void {
    this.move('superseded');
  }

  private requirePending(): void {
    if (this.state === 'waiting') throw notYetOpen();
    if (this.state === 'superseded') throw contentChanged();
    if (this.state !== 'pending') throw alreadyDecided();
  }

  private requireUnclaimed(by: VendorActor, now: Date): void {
    if (!this.claimedBy || this.claimedBy === by.personId || !this.claimedUntil || this.claimedUntil <= now)
      return;
    throw claimedByOther(this.claimedByName ?? 'Another reviewer', this.claimedUntil);
  }

  private move(to: ReviewState): void {
    if (!mayMove(this.state, to)) throw alreadyDecided();
    this.state = to;
  }
}
