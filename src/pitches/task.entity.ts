import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something to do; always the vendor's own. */
@Entity('task')
export class Task {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ type: 'uuid', nullable: true })
  pitchId: string | null;

  @Column('uuid')
  departmentId: string;

  @Column('text')
  title: string;

  @Column({ type: 'text', nullable: true })
  note: string | null;

  @Column({ type: 'date', nullable: true })
  dueOn: string | null;

  @Column({ type: 'uuid', nullable: true })
  ownerId: string | null;

  @Column({ type: 'text', default: 'vendor' })
  visibility: 'vendor';

  @Column('text')
  createdByName: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  doneAt: Date | null;

  @Column({ type: 'uuid', nullable: true })
  doneById: string | null;
}
