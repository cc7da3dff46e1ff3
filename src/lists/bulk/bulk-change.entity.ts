import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bulkStep } from '../lists.errors.js';
import type { BulkSubject, Change } from './change.js';

export type BulkState = 'chosen' | 'checking' | 'checked' | 'applying' | 'applied' | 'failed';

/** One change to many rows: which were chosen, what is to change, and how far it is. */
@Entity('bulk_change')
export class BulkChange {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  subject: BulkSubject;

  /** The address of the list the rows were chosen on. */
  @Column('text')
  query: string;

  @Column({ type: 'jsonb', nullable: true })
  change: Change | null;

  @Column('text')
  state: BulkState;

  @Column('integer')
  total: number;

  /** Rows that were looked at, or worked on, in this state. */
  @Column('integer')
  progress: number;

  @Column('integer')
  attempts: number;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  /** Whose rights it has; ended ones have none. */
  @Column('uuid')
  membershipId: string;

  @Column('uuid')
  requestedBy: string;

  @Column('text')
  requestedByName: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  appliedAt: Date | null;

  /** A change is looked at before it is made; another one may be looked at instead, until one is made. */
  startChecking(change: Change): void {
    if (this.state !== 'chosen' && this.state !== 'checked')
      throw bulkStep('This change is under way or done. Choose rows anew for another one.');
    this.change = change;
    this.start('checking');
  }

  /** Throws `bulk_step_not_allowed` (409) before the preview and after the end; a failed one goes on where it stopped. */
  startApplying(): void {
    if (this.state === 'chosen' || this.state === 'checking')
      throw bulkStep('Look at the preview first, then apply the change.');
    if (this.state !== 'checked' && this.state !== 'failed')
      throw bulkStep('This change is under way or done already.');
    this.start('applying');
  }

  private start(state: BulkState): void {
    this.state = state;
    this.progress = this.attempts = 0;
    this.error = null;
  }
}
