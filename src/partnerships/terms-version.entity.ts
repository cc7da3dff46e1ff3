import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Terms } from './terms.js';

/** One version of a partnership's terms; never edited, a change is the next version. */
@Entity('terms_version', { synchronize: false })
export class TermsVersion implements Terms {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') partnershipId: string;
  @Column('uuid') departmentId: string;
  @Column('int') version: number;
  @Column('date') fromDate: string;
  @Column('text') form: 'device' | 'credit';
  @Column('int') downloadsPerDevice: number;
  @Column('int', { nullable: true }) creditCents: number | null;
  @Column('text') deviceSku: string;
  @Column('int') deviceFmvCents: number;
  @Column('int') holdDays: number;
  @Column('int', { nullable: true }) capDevices: number | null;
  @Column('text', { nullable: true }) capPer: 'year' | 'term' | null;
  @Column('timestamptz') recordedAt: Date;
}
