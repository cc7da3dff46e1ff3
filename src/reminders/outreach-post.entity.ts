import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A post the department told us of; append-only. One for each reminder's mail, any number from the page. */
@Entity('outreach_post', { synchronize: false })
export class OutreachPost {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') partnershipId: string;
  @Column('uuid') departmentId: string;
  @Column('uuid', { nullable: true }) reminderId: string | null;
  /** The month it counts for, `YYYY-MM`. */
  @Column('text') period: string;
  @Column('date') postedOn: string;
  @Column('text', { nullable: true }) url: string | null;
  @Column('text') via: 'mail' | 'page' | 'api';
  @Column('uuid', { nullable: true }) byPersonId: string | null;
  @Column('timestamptz') recordedAt: Date;
}
