import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Stage } from './pitch-life.js';

export interface CouncilItem {
  number: string;
  date: string;
  documentUrl?: string;
}

/** One stay of a pitch in a stage, from its creation on. */
@Entity('pitch_stage')
export class PitchStage {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  pitchId: string;

  @Column('uuid')
  departmentId: string;

  @Column('text')
  stage: Stage;

  @Column('timestamptz')
  enteredAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  leftAt: Date | null;

  /** The business day it entered the stage. */
  @Column('date')
  occurredOn: string;

  /** The business day it left. */
  @Column({ type: 'date', nullable: true })
  leftOn: string | null;

  @Column({ type: 'uuid', nullable: true })
  byId: string | null;

  @Column('text')
  byName: string;

  @Column({ type: 'text', nullable: true })
  note: string | null;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  /** The reason as a code of close-reasons.ts. */
  @Column({ type: 'text', nullable: true })
  reasonCode: string | null;

  @Column({ type: 'jsonb', nullable: true })
  councilItem: CouncilItem | null;
}
