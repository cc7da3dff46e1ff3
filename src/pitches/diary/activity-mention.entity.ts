import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody of the vendor's called upon in an entry; it waits for them until they have seen it. */
@Entity('activity_mention')
export class ActivityMention {
  @PrimaryColumn('uuid')
  activityId: string;

  @PrimaryColumn('uuid')
  personId: string;

  @Column('uuid')
  pitchId: string;

  @Column('uuid')
  departmentId: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  seenAt: Date | null;
}
