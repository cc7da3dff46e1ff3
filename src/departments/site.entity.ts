import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PostalAddress } from './postal-address.js';

/** One place of a department. At most one is the main one; an ended one stays for the record. */
@Entity('site')
export class Site {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  departmentId: string;

  @Column('text')
  name: string;

  @Column({ type: 'jsonb', nullable: true })
  address: PostalAddress | null;

  @Column({ type: 'text', nullable: true })
  phone: string | null;

  /** Only where it differs from the department's, as in a state with two zones. */
  @Column({ type: 'text', nullable: true })
  timeZone: string | null;

  @Column('boolean')
  main: boolean;

  @Column('timestamptz')
  createdAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  endedAt: Date | null;
}
