import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ImportKind } from '../departments/intake.dto.js';
import type { Mapping } from './columns.js';
import type { DayOrder } from './day-format.js';
import { importStep } from './imports.errors.js';
import type { ListFormat } from './list-file.js';
import { UNDO_DAYS } from './put-away.js';

export type ImportState =
  | 'uploaded'
  | 'checking'
  | 'previewed'
  | 'applying'
  | 'applied'
  | 'reverting'
  | 'reverted'
  | 'failed'
  /** Nobody finished it, and it was put away. */
  | 'expired';

/** What becomes of rows whose department is not in the directory. */
export const UNMATCHED = ['settle', 'create', 'skip'] as const;
export type Unmatched = (typeof UNMATCHED)[number];

export interface ImportSettings extends ListFormat {
  dayOrder: DayOrder;
  unmatched: Unmatched;
  /** A row of departments without an ORI is left out; so programs and the command line have always had it. */
  oriRequired?: true;
}

/** One reading of a list: uploaded, checked, applied by a job, and possibly taken back. */
@Entity('data_import')
export class DataImport {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  kind: ImportKind;

  @Column('text')
  source: string;

  @Column({ type: 'text', nullable: true })
  fileName: string | null;

  @Column('text')
  fileSha256: string;

  @Column('jsonb')
  mapping: Mapping;

  @Column('jsonb')
  settings: ImportSettings;

  /** The columns of the file; what its flagged rows are given back under. */
  @Column('jsonb')
  header: string[];

  @Column('text')
  state: ImportState;

  /** Rows of the file without its header. */
  @Column({ type: 'integer', default: 0 })
  rows: number;

  /** Until it is applied the counts say what would happen, afterwards what did. */
  @Column({ type: 'integer', default: 0 })
  created: number;

  @Column({ type: 'integer', default: 0 })
  updated: number;

  @Column({ type: 'integer', default: 0 })
  unchanged: number;

  @Column({ type: 'integer', default: 0 })
  flagged: number;

  /** Rows whose department a person has to settle. */
  @Column({ type: 'integer', default: 0 })
  doubtful: number;

  /** Rows a person left out. */
  @Column({ type: 'integer', default: 0 })
  skipped: number;

  /** Rows that could not be taken back. */
  @Column({ type: 'integer', default: 0 })
  kept: number;

  /** The last line worked on; what makes the work resumable. */
  @Column({ type: 'integer', default: 0 })
  progressLine: number;

  @Column({ type: 'integer', default: 0 })
  progressDone: number;

  @Column({ type: 'integer', default: 0 })
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

  /** When its rows and its file were put away; from then on it can neither be applied nor taken back. */
  @Column({ type: 'timestamptz', nullable: true })
  putAwayAt: Date | null;

  /** Takes over what became of its rows, or would. */
  count(
    outcomes: Record<'created' | 'updated' | 'unchanged' | 'flagged' | 'doubtful' | 'skipped', number>,
  ): void {
    const { created, updated, unchanged, flagged, doubtful, skipped } = outcomes;
    Object.assign(this, { created, updated, unchanged, flagged, doubtful, skipped });
    this.progressTotal = created + updated + unchanged;
  }

  /** Its columns were named (again); nothing has been written yet. Throws in any other state. */
  startChecking(): void {
    if (
      this.state !== 'uploaded' &&
      this.state !== 'previewed' &&
      !(this.state === 'failed' && this.progressTotal === 0)
    ) {
      throw importStep('The columns of an import can be named until it is applied.');
    }
    this.startAtTheTop(0);
    this.work('checking');
  }

  /** Asks for the rows to be written; a failed attempt goes on where it stopped. Throws in any other state. */
  startApplying(): void {
    if (this.state === 'expired') {
      throw importStep('This list was put away because nobody went on with it. Send the file again.');
    }
    if (this.state === 'previewed') {
      // Rows that say what stands there already have nothing to be written.
      this.startAtTheTop(this.created + this.updated);
      this.created = this.updated = 0;
    } else if (this.state !== 'failed' || this.appliedAt !== null || this.progressTotal === 0) {
      throw importStep('Only a previewed import can be applied.');
    }
    this.work('applying');
  }

  /** Asks for the rows to be taken back; a failed attempt goes on where it stopped. Throws in any other state. */
  startReverting(): void {
    if (this.putAwayAt !== null && this.appliedAt !== null) {
      throw importStep(
        `A list can be taken back for ${UNDO_DAYS} days after it was applied, and those are over. Change its rows by hand.`,
      );
    }
    if (this.state === 'applied') this.startAtTheTop(this.created + this.updated);
    else if (this.state !== 'failed' || this.appliedAt === null) {
      throw importStep('Only an applied import can be taken back.');
    }
    this.work('reverting');
  }

  /** Its rows are about to go: what was applied or taken back stays that, what nobody finished ends here. */
  putAway(now: Date): void {
    this.putAwayAt = now;
    if (this.state !== 'applied' && this.state !== 'reverted') this.state = 'expired';
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
