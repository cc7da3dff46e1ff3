import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CustomValues } from '../departments/custom-fields.queries.js';
import { type CloseReason, closeReasonLabel, isReasonFor } from './close-reasons.js';
import { canMove, closes, type Stage } from './pitch-life.js';
import { reasonRequired, reasonUnfit, stageNotReachable } from './pitches.errors.js';

/** One attempt to win a department. Its history stands in `pitch_stage`; this row is where it is now. */
@Entity('pitch')
export class Pitch {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  departmentId: string;

  @Column({ type: 'uuid', nullable: true })
  ownerId: string | null;

  @Column('text')
  stage: Stage;

  /** The business day it entered the stage, in the department's zone. */
  @Column('date')
  stageEnteredOn: string;

  @Column('date')
  openedOn: string;

  /** Set while it is declined or dormant, and for good once its partnership opened. */
  @Column({ type: 'date', nullable: true })
  closedOn: string | null;

  @Column({ type: 'text', nullable: true })
  closeReason: string | null;

  /** The same as a code of close-reasons.ts, for counting; also set when something is known of why it was won. */
  @Column({ type: 'text', nullable: true })
  closeReasonCode: CloseReason | null;

  /** The last day anything happened; cards untouched for long are marked stale. */
  @Column('date')
  lastTouchedOn: string;

  /** The vendor's forecast; departments do not see it. */
  @Column({ type: 'integer', default: 0 })
  devicesPromised: number;

  /** Values of the vendor's own fields, by key; departments do not see them. */
  @Column({ type: 'jsonb', default: {} })
  custom: CustomValues;

  /** What the last list said of it, field by field: a list changes only what nobody has changed since. */
  @Column({ type: 'jsonb', nullable: true })
  imported: object | null;

  /** The import that made it. */
  @Column({ type: 'uuid', nullable: true })
  importId: string | null;

  @Column('timestamptz')
  createdAt: Date;

  /** Whether a partnership came of it: then nothing moves it any more. */
  get isWon(): boolean {
    return this.stage === 'green_lit' && this.closedOn !== null;
  }

  /**
   * Goes to another stage on a business day. Closing needs a reason, as a code, in words, or both. Throws
   * `stage_not_reachable`, `reason_required` and `reason_unfit`.
   */
  moveTo(to: Stage, on: string, reason?: string, reasonCode?: CloseReason): void {
    if (this.isWon) throw stageNotReachable('The partnership has opened; its pitch stays where it is.');
    if (!canMove(this.stage, to))
      throw stageNotReachable('A pitch cannot go from where it is to that stage.');
    if (closes(to) && !reason && !reasonCode) throw reasonRequired();
    if ((to === 'declined' || to === 'dormant') && reasonCode && !isReasonFor(reasonCode, to))
      throw reasonUnfit();
    this.stage = to;
    this.stageEnteredOn = on;
    this.closedOn = closes(to) ? on : null;
    this.closeReasonCode = closes(to) ? (reasonCode ?? 'other') : null;
    this.closeReason = closes(to) ? (reason ?? closeReasonLabel(reasonCode ?? 'other')) : null;
    this.touch(on);
  }

  /** The partnership opened. */
  close(on: string): void {
    this.closedOn = on;
    this.touch(on);
  }

  touch(on: string): void {
    if (!this.lastTouchedOn || on > this.lastTouchedOn) this.lastTouchedOn = on;
  }
}
