import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ListName } from './list-definition.js';

/** A list as somebody likes to see it: the query of its address, under a name. */
@Entity('saved_view')
export class SavedView {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  subject: ListName;

  @Column('text')
  name: string;

  @Column('text')
  query: string;

  /** Whether everybody of the vendor side sees it. */
  @Column('boolean')
  shared: boolean;

  @Column('uuid')
  ownerId: string;

  @Column('text')
  ownerName: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
