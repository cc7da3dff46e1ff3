import { Column, Entity, PrimaryColumn } from 'typeorm';

export const CONTACT_ROLES = [
  'chief',
  'pio',
  'community_engagement',
  'records_officer',
  'city_attorney',
  'council_clerk',
  'other',
] as const;
export type ContactRole = (typeof CONTACT_ROLES)[number];

/** A role as it stands in a sentence. */
export const CONTACT_ROLE_WORDS: Record<ContactRole, string> = {
  chief: 'chief',
  pio: 'public information officer',
  community_engagement: 'community engagement',
  records_officer: 'records officer',
  city_attorney: 'city attorney',
  council_clerk: 'council clerk',
  other: 'another role',
};

/** A person at a department, with their business address. */
@Entity('contact')
export class Contact {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  departmentId: string;

  @Column('text')
  name: string;

  @Column('text')
  role: ContactRole;

  @Column({ type: 'text', nullable: true })
  title: string | null;

  @Column({ type: 'text', nullable: true })
  email: string | null;

  @Column({ type: 'text', nullable: true })
  phone: string | null;

  /** Which of the department's sites they sit at, where that is known. */
  @Column({ type: 'uuid', nullable: true })
  siteId: string | null;

  /** What the last list said of it, field by field: a list changes only what nobody has changed since. */
  @Column({ type: 'jsonb', nullable: true })
  imported: Record<string, string | number> | null;

  /** The import that made it. */
  @Column({ type: 'uuid', nullable: true })
  importId: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  endedAt: Date | null;
}
