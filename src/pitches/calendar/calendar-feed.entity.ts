import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A private address of one membership's tasks; its secret is kept as a hash. */
@Entity('calendar_feed')
export class CalendarFeed {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  membershipId: string;

  @Column('text')
  tokenHash: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  lastReadAt: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  revokedAt: Date | null;
}
