import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A signed document of a partnership: the first, or a renewal's. The bytes are a blob, named by their SHA-256. */
@Entity('agreement', { synchronize: false })
export class Agreement {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') partnershipId: string;
  @Column('uuid') departmentId: string;
  @Column('text') sha256: string;
  @Column('text') fileName: string;
  @Column('text', { array: true }) signatories: string[];
  @Column('date') signedOn: string;
  @Column('date') endsOn: string;
  @Column('timestamptz') recordedAt: Date;
}
