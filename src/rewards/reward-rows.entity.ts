import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LostToCap, QualifyingCount } from './earned.js';

/** What a partnership has earned by its last settlement; the row every settlement locks first. */
@Entity('reward_account', { synchronize: false })
export class RewardAccount {
  @PrimaryColumn('uuid') partnershipId: string;
  @Column('uuid') departmentId: string;
  @Column('int') qualifying: number;
  @Column('int') earned: number;
  @Column('int') remainder: number;
  @Column('int') lost: number;
  @Column('int') issued: number;
  @Column('jsonb') counts: QualifyingCount[];
  @Column('jsonb') losses: LostToCap[];
  @Column('timestamptz', { nullable: true }) settledAt: Date | null;
}

/** One parcel: append-only; a lost one is followed by another. */
@Entity('shipment', { synchronize: false })
export class Shipment {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') rewardId: string;
  @Column('uuid') departmentId: string;
  @Column('text') sku: string;
  @Column('text') serialNumber: string;
  @Column('text') carrier: string;
  @Column('text') trackingNumber: string;
  @Column('date') shippedOn: string;
  @Column('jsonb') shipTo: object;
  @Column('uuid', { nullable: true }) recordedBy: string | null;
  @Column('timestamptz') recordedAt: Date;
}

/** One outing of a physical device, known by its serial number (whatever its case). A second outing needs that it came back into stock. */
@Entity('device_unit', { synchronize: false })
export class DeviceUnit {
  @PrimaryColumn('uuid') id: string;
  @Column('text') serialNumber: string;
  @Column('text') sku: string;
  @Column('uuid') shipmentId: string;
  @Column('uuid') departmentId: string;
  @Column('int', { default: 1 }) outing: number;
  @Column('timestamptz') recordedAt: Date;
}
