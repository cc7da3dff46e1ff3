import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RepeatUnit } from './tasks/next-occurrence.js';

/** Something to do; always the vendor's own. */
@Entity('task')
export class Task {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ type: 'uuid', nullable: true })
  pitchId: string | null;

  @Column('uuid')
  departmentId: string;

  @Column('text')
  title: string;

  @Column({ type: 'text', nullable: true })
  note: string | null;

  @Column({ type: 'date', nullable: true })
  dueOn: string | null;

  @Column({ type: 'uuid', nullable: true })
  ownerId: string | null;

  @Column({ type: 'text', default: 'vendor' })
  visibility: 'vendor';

  /** How it comes again, until its pitch closes; all four are set, or none. */
  @Column({ type: 'integer', nullable: true })
  repeatEvery: number | null;

  @Column({ type: 'text', nullable: true })
  repeatUnit: RepeatUnit | null;

  /** The first day of the series. */
  @Column({ type: 'date', nullable: true })
  repeatFrom: string | null;

  /** The day of the series this one stands for; `dueOn` may have been moved by a closed day or put off. */
  @Column({ type: 'date', nullable: true })
  occursOn: string | null;

  /** The one whose completion made this one. */
  @Column({ type: 'uuid', nullable: true })
  previousId: string | null;

  /** How often what a calendar shows of it has changed (RFC 5545, SEQUENCE). */
  @Column({ type: 'integer', default: 0 })
  sequence: number;

  @Column({ type: 'timestamptz', nullable: true })
  updatedAt: Date | null;

  @Column('text')
  createdByName: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  doneAt: Date | null;

  @Column({ type: 'uuid', nullable: true })
  doneById: string | null;
}
