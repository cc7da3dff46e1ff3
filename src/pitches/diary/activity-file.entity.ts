import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A file that came with an entry; its bytes are a blob, and who may read it is decided by this row. */
@Entity('activity_file')
export class ActivityFile {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  activityId: string;

  @Column('uuid')
  pitchId: string;

  @Column('uuid')
  departmentId: string;

  @Column('text')
  visibility: 'shared' | 'vendor';

  @Column('text')
  fileName: string;

  /** By its bytes, not by what was claimed. */
  @Column('text')
  mediaType: string;

  @Column('integer')
  size: number;

  @Column('text')
  sha256: string;

  @Column('timestamptz')
  recordedAt: Date;
}
