import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was put to a department; a new offer is a new row, the latest one stands. Money in cents. */
@Entity('offer')
export class Offer {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  pitchId: string;

  @Column('uuid')
  departmentId: string;

  /** 1, 2, 3 … within its pitch. */
  @Column('integer')
  number: number;

  @Column({ type: 'double precision', nullable: true })
  deviceDiscountPercent: number | null;

  @Column('integer')
  downloadsPerDevice: number;

  @Column('text')
  deviceSku: string;

  @Column('integer')
  deviceFmvCents: number;

  /** Always the department; the database refuses anyone else too. */
  @Column('text')
  recipient: 'department';

  /** Why it is put so, when somebody said. */
  @Column({ type: 'text', nullable: true })
  note: string | null;

  @Column({ type: 'uuid', nullable: true })
  byId: string | null;

  @Column('text')
  byName: string;

  @Column('date')
  occurredOn: string;

  @Column('timestamptz')
  recordedAt: Date;
}
