import { Column, Entity, PrimaryColumn } from 'typeorm';

export type ReminderState = 'planned' | 'sent' | 'skipped' | 'failed';
export type ReminderKind = 'activation' | 'monthly';

/** What became of one department's reminder in one month; at most one row for each. */
@Entity('reminder', { synchronize: false })
export class Reminder {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') partnershipId: string;
  @Column('uuid') departmentId: string;
  /** `YYYY-MM`, in the department's zone. */
  @Column('text') period: string;
  @Column('text') kind: ReminderKind;
  @Column('timestamptz') dueAt: Date;
  /** Local day it is due. */
  @Column('date') dueOn: string;
  @Column('text') state: ReminderState;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('timestamptz', { nullable: true }) sentAt: Date | null;
  @Column('uuid', { nullable: true }) sentBy: string | null;
  @Column('uuid', { nullable: true }) emailId: string | null;
  @Column('timestamptz', { nullable: true }) decidedAt: Date | null;
  /** Not tried before this instant: the quiet hours had begun when it came due. */
  @Column('timestamptz', { nullable: true }) notBefore: Date | null;
  /** The approved template it was written from; what postings are compared by. */
  @Column('uuid', { nullable: true }) templateVersionId: string | null;
  @Column('timestamptz') createdAt: Date;

  /** Handed to the mail room, by the planner or by a person. */
  sent(emailId: string, templateVersionId: string, now: Date, by: string | null): void {
    this.state = 'sent';
    this.reason = null;
    this.sentAt = now;
    this.sentBy = by;
    this.emailId = emailId;
    this.templateVersionId = templateVersionId;
    this.decidedAt = now;
  }

  skip(reason: string, now: Date, emailId: string | null = null): void {
    this.state = 'skipped';
    this.reason = reason;
    this.emailId = emailId;
    this.decidedAt = now;
  }

  /** Its mail never left: it was taken back, for a reason that came up while it waited. */
  takeBack(reason: string, now: Date): void {
    this.skip(reason, now, this.emailId);
    this.sentAt = null;
    this.sentBy = null;
  }

  fail(reason: string, now: Date): void {
    this.state = 'failed';
    this.reason = reason;
    this.decidedAt = now;
  }
}
