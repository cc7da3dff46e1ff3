import { Column, Entity, PrimaryColumn } from 'typeorm';
import { normaliseName } from './department-name.js';
import type { CustomValues } from './custom-fields.js';
import type { DepartmentKind } from './department-kinds.js';
import type { PostalAddress } from './postal-address.js';
import type { ZoneSource } from './zone-of-place.js';

/** Up to which value who may accept a gift, and where that stands. No limit means a resolution is always needed. */
export interface GiftPolicy {
  limitCents?: number;
  acceptor: 'chief' | 'manager' | 'council' | 'other';
  source?: string;
}

export interface OversightOrdinance {
  name: string;
  url?: string;
}

/** A law-enforcement agency. Its time zone is confirmed when the source is `exact`. */
@Entity('department')
export class Department {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ type: 'text', nullable: true })
  ori: string | null;

  @Column('text')
  name: string;

  /** The name as it is searched and sorted; kept by `rename`. */
  @Column('text')
  searchName: string;

  @Column('text')
  kind: DepartmentKind;

  @Column({ type: 'text', nullable: true })
  city: string | null;

  @Column({ type: 'text', nullable: true })
  county: string | null;

  @Column('text')
  state: string;

  @Column('text')
  timeZone: string;

  @Column('text')
  timeZoneSource: ZoneSource;

  @Column({ type: 'integer', nullable: true })
  populationServed: number | null;

  @Column({ type: 'integer', nullable: true })
  swornOfficers: number | null;

  @Column({ type: 'text', nullable: true })
  website: string | null;

  @Column({ type: 'jsonb', nullable: true })
  address: PostalAddress | null;

  @Column({ type: 'jsonb', nullable: true })
  shipTo: PostalAddress | null;

  @Column({ type: 'jsonb', nullable: true })
  giftPolicy: GiftPolicy | null;

  @Column({ type: 'jsonb', nullable: true })
  oversightOrdinance: OversightOrdinance | null;

  @Column({ type: 'double precision', nullable: true })
  latitude: number | null;

  @Column({ type: 'double precision', nullable: true })
  longitude: number | null;

  /** What the last import said, field by field: a list changes only what nobody has changed since. */
  @Column({ type: 'jsonb', nullable: true })
  imported: Record<string, string | number> | null;

  /** When a person last changed it by hand. */
  @Column({ type: 'timestamptz', nullable: true })
  editedAt: Date | null;

  @Column({ type: 'uuid', nullable: true })
  mergedIntoId: string | null;

  /** Values of the vendor's own fields, by key; not for the department's eyes. */
  @Column({ type: 'jsonb', default: {} })
  custom: CustomValues;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;

  rename(name: string): void {
    this.name = name;
    this.searchName = normaliseName(name);
  }

  /** A person says what the zone is; from then on it counts as confirmed. */
  confirmZone(timeZone: string): void {
    this.timeZone = timeZone;
    this.timeZoneSource = 'exact';
  }
}
