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

  @Column('timestamptz')
  createdAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  endedAt: Date | null;
}
