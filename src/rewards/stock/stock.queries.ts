import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import { notFound } from '../../platform/errors.js';
import { decodeCursor, keysetPage, type Listed } from '../../platform/web/keyset.js';
import { type MovementKind, PROMISED_STATES, standingOf } from './stock.js';

/** A SKU of the catalogue as fulfilment sees it. Figures are null until somebody has counted it. */
export interface StockRow {
  sku: string;
  name: string;
  tracked: boolean;
  onHand: number | null;
  /** Approved and not shipped, or lost and to be sent again. */
  promised: number;
  free: number | null;
  reorderLevel: number | null;
  low: boolean;
  warning: string | null;
  /** Number of the latest movement; 0 until there is one. */
  movements: number;
}

export interface MovementRow {
  id: string;
  number: number;
  kind: MovementKind;
  /** Devices, negative when they left. */
  units: number;
  onHand: number;
  reason: string | null;
  occurredOn: string;
  rewardId: string | null;
  byName: string;
  recordedAt: Date;
}

interface Found {
  sku: string;
  name: string;
  onHand: number | null;
  promised: number;
  reorderLevel: number | null;
  movements: number;
}

const ROW = `select k.sku, k.name, l.on_hand "onHand", l.reorder_level "reorderLevel", coalesce(l.movements, 0) movements,
    (select count(*)::int from reward r
      where r.device_sku = k.sku and r.state in (${PROMISED_STATES.map((state) => `'${state}'`).join(', ')})) promised
  from device_sku k left join stock_level l on l.sku = k.sku`;

/** The read side of stock. */
@Injectable()
export class StockQueries {
  /** A page of the catalogue by SKU, counted or not. */
  async list(tx: Tx, { limit, cursor }: { limit: number; cursor?: string }): Promise<Listed<StockRow>> {
    const after = decodeCursor(cursor, 1);
    const rows = await tx.query<Found>(
      `${ROW} where $1::text is null or k.sku > $1 order by k.sku limit ${Math.trunc(limit) + 1}`,
      [after?.[0] ?? null],
    );
    return keysetPage(rows.map(asRow), limit, ({ sku }) => [sku]);
  }

  /** One SKU of the catalogue, or undefined. */
  async find(tx: Tx, sku: string): Promise<StockRow | undefined> {
    const row = await tx.one<Found>(`${ROW} where k.sku = $1`, [sku]);
    return row && asRow(row);
  }

  /** The same, or 404. */
  async one(tx: Tx, sku: string): Promise<StockRow> {
    const row = await this.find(tx, sku);
    if (!row) throw notFound('SKU');
    return row;
  }

  /** SKUs that have fallen to their reorder level, those longest so first. */
  async low(tx: Tx, limit: number): Promise<StockRow[]> {
    const rows = await tx.query<Found>(
      `${ROW} where l.low_since is not null order by l.low_since, l.sku limit ${Math.trunc(limit)}`,
    );
    return rows.map(asRow);
  }

  /** What is on hand of these SKUs, by SKU; those nobody counts are left out. */
  async onHand(tx: Tx, skus: readonly string[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ sku: string; onHand: number }>(
      'select sku, on_hand "onHand" from stock_level where sku = any ($1)',
      [skus],
    );
    return new Map(rows.map(({ sku, onHand }) => [sku, onHand]));
  }

  /** A page of movements of a SKU, the latest first. */
  async movements(
    tx: Tx,
    sku: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Listed<MovementRow>> {
    const [before] = decodeCursor(cursor, 1) ?? [null];
    const rows = await tx.query<MovementRow>(
      `select id, number, kind, units, on_hand "onHand", reason, occurred_on "occurredOn", reward_id "rewardId",
              by_name "byName", recorded_at "recordedAt"
         from stock_movement where sku = $1 and ($2::int is null or number < $2)
        order by number desc limit ${Math.trunc(limit) + 1}`,
      [sku, Number.isInteger(before) ? before : null],
    );
    return keysetPage(rows, limit, ({ number }) => [number]);
  }
}

function asRow({ onHand, reorderLevel, ...row }: Found): StockRow {
  if (onHand === null || reorderLevel === null) {
    return { ...row, tracked: false, onHand, reorderLevel, free: null, low: false, warning: null };
  }
  const standing = standingOf({ onHand, reorderLevel, promised: row.promised });
  return { ...row, tracked: true, onHand, reorderLevel, ...standing };
}
