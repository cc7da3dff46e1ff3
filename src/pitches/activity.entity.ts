import { Column, Entity, PrimaryColumn } from 'typeorm';

export const ACTIVITY_KINDS = ['call', 'email', 'meeting', 'note'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** Something that happened with a department. Never edited: a slip is put right by another entry. */
@Entity('activity')
export class Activity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  pitchId: string;

  @Column('uuid')
  departmentId: string;

  @Column('text')
  kind: ActivityKind;

  @Column('text')
  visibility: 'shared' | 'vendor';

  /** Who got in touch: `out` when we did, `in` when they did. Means nothing for a note. */
  @Column({ type: 'text', default: 'out' })
  direction: 'out' | 'in';

  @Column('date')
  occurredOn: string;

  @Column('text')
  subject: string;

  @Column({ type: 'text', nullable: true })
  body: string | null;

  @Column({ type: 'uuid', nullable: true })
  contactId: string | null;

  /** The message this entry stands for, when it was sent from here. */
  @Column({ type: 'uuid', nullable: true })
  emailMessageId: string | null;

  @Column({ type: 'uuid', nullable: true })
  byId: string | null;

  @Column('text')
  byName: string;

  /** The import that brought it; only with that import may it go again. */
  @Column({ type: 'uuid', nullable: true })
  importId: string | null;

  /** What tells it from other imported ones; see activity-row.ts. */
  @Column({ type: 'text', nullable: true })
  importKey: string | null;

  @Column('timestamptz')
  recordedAt: Date;
}

/** Who sees an entry when nobody said: notes are the vendor's own, what was said to the department is shared. */
export function usualVisibility(kind: ActivityKind): 'shared' | 'vendor' {
  return kind === 'note' ? 'vendor' : 'shared';
}
