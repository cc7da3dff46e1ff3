import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RoundState } from './review-life.js';
import type { Touch } from './review-policy.js';

/** One submission of one exact text, under the version of the policy that stood at that moment. */
@Entity('review_round')
export class ReviewRound {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') draftId: string;
  @Column('uuid') departmentId: string;
  @Column('uuid') revisionId: string;
  @Column('text') contentHash: string;
  @Column('text') title: string;
  /** As they stood when the text was sent in; the queue reads them without asking another room. */
  @Column('text') departmentName: string;
  @Column('text') departmentState: string;
  @Column('int') revisionNumber: number;
  @Column('text') policyKind: string;
  @Column('int') policyVersion: number;
  /** What the text changes of what was approved before; steps bound to a touch are asked by it. */
  @Column('text', { array: true }) touches: Touch[];
  /** Everyone who wrote a revision or whose proposed words stand in it: they do not count toward approval. */
  @Column('uuid', { array: true }) authorIds: string[];
  @Column('uuid', { nullable: true }) submittedBy: string | null;
  @Column('text') submittedByName: string;
  @Column('text') state: RoundState;
  @Column('timestamptz') openedAt: Date;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null;
  @Column('text', { nullable: true }) closeReason: string | null;

  /** What mails and the timeline call it. */
  get fullTitle(): string {
    return `${this.title}, ${this.departmentName}`;
  }

  /** Closes the round for good. */
  close(state: Exclude<RoundState, 'open'>, now: Date, reason: string | null = null): void {
    this.state = state;
    this.closedAt = now;
    this.closeReason = reason;
  }
}
