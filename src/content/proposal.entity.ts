import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Composed } from './text.js';

/** A text a reviewer proposes instead of the one under review, answered change by change. */
@Entity('proposal')
export class Proposal {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') draftId: string;
  @Column('uuid') departmentId: string;
  @Column('uuid') reviewId: string;
  @Column('uuid') revisionId: string;
  @Column('jsonb') body: Composed['body'];
  @Column('jsonb') values: Composed['values'];
  @Column('text', { nullable: true }) note: string | null;
  @Column('uuid') proposerId: string;
  @Column('text') proposerName: string;
  @Column('text') state: 'open' | 'answered' | 'superseded';
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) answeredAt: Date | null;
  @Column('text', { nullable: true }) answeredByName: string | null;
  @Column('uuid', { nullable: true }) answerRevisionId: string | null;
}

/** One change of a proposal, and the author's answer to it. */
@Entity('proposal_hunk')
export class ProposalHunk {
  @PrimaryColumn('uuid') proposalId: string;
  @PrimaryColumn('text') id: string;
  @Column('uuid') draftId: string;
  @Column('uuid') departmentId: string;
  @Column('int') position: number;
  @Column('text') blockId: string;
  @Column('text', { nullable: true }) field: string | null;
  @Column('text') deleted: string;
  @Column('text') inserted: string;
  @Column('int') fromAt: number;
  @Column('int') toAt: number;
  @Column('int') newFromAt: number;
  @Column('int') newToAt: number;
  /** Whose words it changes, when it lies inside a quote. */
  @Column('text', { nullable: true }) speaker: string | null;
  @Column('boolean', { nullable: true }) accepted: boolean | null;
  @Column('text', { nullable: true }) answeredByName: string | null;
  @Column('timestamptz', { nullable: true }) answeredAt: Date | null;
}
