import { Injectable } from '@nestjs/common';
import { survivorOf } from '../../departments/survivors.queries.js';
import type { Tx } from '../../platform/database/tx.js';
import { isId } from '../../platform/id.js';
import { PROMISED_STATES } from '../stock/stock.js';
import type { Authority } from '../gift-policy.js';
import type { ShipTo } from '../ship-to.js';
import type { Pick } from './pick-list.js';

/** What a packing slip says of a shipment. */
export interface Parcel {
  partnershipId: string;
  ordinal: number;
  departmentName: string;
  kind: string;
  authority: Authority;
  acceptedOn: string;
  resolutionNumber: string | null;
  sku: string;
  /** The SKU's name in the catalogue. */
  name: string;
  serialNumber: string;
  carrier: string;
  trackingNumber: string;
  shippedOn: string;
  shipTo: ShipTo;
}

/** The read side of packing. */
@Injectable()
export class PackingQueries {
  /** Everything approved and not shipped, or lost and to be sent again, by SKU and department; one more than `limit`. */
  toShip(tx: Tx, limit: number): Promise<Pick[]> {
    const states = PROMISED_STATES.map((state) => `'${state}'`).join(', ');
    return tx.query(
      `select r.id, r.ordinal, r.state, r.device_sku sku, d.id "departmentId", d.name "departmentName", d.ship_to "shipTo"
         from reward r ${survivorOf('r.department_id')}
        where r.state in (${states}) order by r.device_sku, d.name, d.id, r.ordinal limit ${Math.trunc(limit) + 1}`,
    );
  }

  /** The present shipment of a reward with the address it went to, or undefined. */
  async parcel(tx: Tx, rewardId: string): Promise<Parcel | undefined> {
    if (!isId(rewardId)) return undefined;
    return tx.one(
      `select r.partnership_id "partnershipId", r.ordinal, d.name "departmentName", d.kind, r.authority,
              r.accepted_on "acceptedOn", r.resolution_number "resolutionNumber", s.sku, k.name,
              s.serial_number "serialNumber", s.carrier, s.tracking_number "trackingNumber", s.shipped_on "shippedOn",
              s.ship_to "shipTo"
         from reward r ${survivorOf('r.department_id')} join shipment s on s.id = r.shipment_id
         join device_sku k on k.sku = s.sku where r.id = $1`,
      [rewardId],
    );
  }
}
