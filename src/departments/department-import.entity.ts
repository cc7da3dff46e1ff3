import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Mapping } from './agency-list.js';
import { importStep } from './departments.errors.js';

export type ImportState = 'previewed' | 'applying' | 'applied' | 'reverting' | 'reverted' | 'failed';

/** One reading of an agency list: previewed, then applied by a job, and possibly taken back. */
@Entity('department_import')
export class DepartmentImport {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  source: string;

  @Column({ type: 'text', nullable: true })
  fileName: string | null;

  @Column('text')
  fileSha256: string;

  @Column('jsonb')
  mapping: Mapping;

  @Column('text')
  state: ImportState;

  /** Rows of the file without its header. */
  @Column('integer')
  rows: number;

  /** Until it is applied the counts say what would happen, afterwards what did. */
  @Column('integer')
  created: number;

  @Column('integer')
  updated: number;

  @Column('integer')
  unchanged: number;

  @Column('integer')
  flagged: number;

  /** Rows that could not be taken back. */
  @Column({ type: 'integer', default: 0 })
  kept: number;

  /** The last line worked on; what makes the work resumable. */
  @Column({ type: 'integer', default: 0 })
  progressLine: number;

  @Column({ type: 'integer', default: 0 })
  progressDone: number;

  @Column('integer')
  progressTotal: number;

  /** Failed attempts since the last step forward. */
  @Column({ type: 'integer', default: 0 })
  attempts: number;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  @Column({ type: 'uuid', nullable: true })
  requestedBy: string | null;

  @Column('text')
  requestedByName: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  appliedAt: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  revertedAt: Date | null;

  /** Asks for the rows to be written; a failed attempt goes on where it stopped. Throws in any other state. */
  startApplying(): void {
    if (this.state === 'previewed') {
      this.startAtTheTop(this.rows - this.flagged);
      this.created = this.updated = this.unchanged = 0;
    } else if (this.state !== 'failed' || this.appliedAt !== null) {
      throw importStep('Only a previewed import can be applied.');
    }
    this.work('applying');
  }

  /** Asks for the rows to be taken back; a failed attempt goes on where it stopped. Throws in any other state. */
  startReverting(): void {
    if (this.state === 'applied') this.startAtTheTop(this.created + this.updated);
    else if (this.state !== 'failed' || this.appliedAt === null) {
      throw importStep('Only an applied import can be taken back.');
    }
    this.work('reverting');
  }

  private startAtTheTop(total: number): void {
    this.progressLine = 0;
    this.progressDone = 0;
    this.progressTotal = total;
  }

  private work(state: ImportState): void {
    this.state = state;
    this.attempts = 0;
    this.error = null;
  }
}
