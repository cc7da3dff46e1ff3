import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type DraftAct, type DraftState, nextState } from './draft-life.js';
import { stepNotAllowed } from './content.errors.js';

/** One text of a department's partnership on its way out; the words are in its revisions. */
@Entity('draft')
export class Draft {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') departmentId: string;
  @Column('uuid') partnershipId: string;
  @Column('uuid') templateId: string;
  @Column('text') kind: string;
  @Column('text') title: string;
  @Column('text') state: DraftState;
  @Column('uuid') currentRevisionId: string;
  /** Made with the partnership, not by a person. */
  @Column({ type: 'boolean', default: false }) kit: boolean;
  @Column('uuid', { nullable: true }) createdBy: string | null;
  @Column('text') createdByName: string;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') updatedAt: Date;

  /** Takes one step of its life; 422 `step_not_allowed` where the table has none. */
  step(act: DraftAct, now: Date): void {
    const to = nextState(this.state, act);
    if (!to) throw stepNotAllowed(this.state, act);
    this.state = to;
    this.updatedAt = now;
  }

  /** Puts another text in place of the current one. */
  revise(revisionId: string, alreadyApproved: boolean, now: Date): void {
    this.step(alreadyApproved ? 'save_approved_text' : 'save', now);
    this.currentRevisionId = revisionId;
  }
}
