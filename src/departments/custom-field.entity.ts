import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CustomSubject, CustomType } from './custom-fields.js';

/** A field the vendor added to departments or pitches. Its key and type are for good; the rest may change. */
@Entity('custom_field')
export class CustomFieldEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  subject: CustomSubject;

  @Column('text')
  key: string;

  @Column('text')
  label: string;

  @Column('text')
  type: CustomType;

  @Column('jsonb')
  choices: string[];

  /** Where it stands among the fields of its subject. */
  @Column('integer')
  position: number;

  @Column('timestamptz')
  createdAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  retiredAt: Date | null;
}
