import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import { type Actor, actorName, personIdOf } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { notFound } from '../../platform/errors.js';
import { newId } from '../../platform/id.js';
import { localDate } from '../../platform/local-time.js';
import { addToCatalogue } from '../catalogue.js';
import { type MovementKind, PROMISED_STATES, standingOf } from './stock.js';
import type { CountDto, MovementDto, ReorderLevelDto } from './stock.dto.js';
import {
  dayToCome,
  moreThanOnHand,
  notCounted,
  outOfStock,
  reasonMissing,
  skuUnknown,
  stockMoved,
  tooMany,
} from './stock.errors.js';
import { ReorderLevelSet, StockFellLow, StockMoved } from './stock.events.js';

/** More than anybody keeps of one SKU, and far below where an integer ends. */
const MOST = 1_000_000;
const SKU = /^[\w .\-/]{1,60}$/;

interface Level {
  sku: string;
  onHand: number;
  reorderLevel: number;
  movements: number;
  lowSince: Date | null;
}

/** One device that leaves with a shipment, or comes back from one. */
export interface UnitMoved {
  sku: string;
  rewardId: string;
  shipmentId: string;
  occurredOn: string;
  reason?: string;
}

interface Movement {
  kind: MovementKind;
  units: number;
  occurredOn: string;
  reason?: string | null;
  rewardId?: string;
  shipmentId?: string;
}

const SAID: Record<MovementKind, string> = {
  received: 'received',
  returned: 'returned to stock',
  written_off: 'written off',
  corrected: 'counted',
  shipped: 'shipped',
};

/**
 * Counted stock. A SKU is untracked until somebody first counts it; from then on every movement is a row, and the counter
 * changes in the same transaction. Whoever moves a SKU locks its counter first, so that two at once come one after the other.
 */
@Injectable()
export class StockService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly organisation: OrganisationQueries,
  ) {}

  /** What came in, came back or was written off. 422 `not_counted`, `more_than_on_hand`, `reason_required`, `date_in_future`. */
  record(actor: Actor, sku: string, dto: MovementDto): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const level = await this.known(tx, sku);
      const today = await this.today(tx);
      const occurredOn = dto.occurredOn ?? today;
      if (occurredOn > today) throw dayToCome();
      if (dto.kind === 'written_off' && !dto.reason) throw reasonMissing();
      const units = dto.kind === 'written_off' ? -dto.units : dto.units;
      if (level.onHand + units < 0) throw moreThanOnHand();
      if (level.onHand + units > MOST) throw tooMany('units');
      await this.move(tx, level, { kind: dto.kind, units, occurredOn, reason: dto.reason });
      await this.watch(tx, [sku]);
    });
  }

  /** What stands on the shelf. The first count begins to track the SKU, and brings an unknown one into the catalogue. */
  count(actor: Actor, sku: string, dto: CountDto): Promise<void> {
    if (!SKU.test(sku)) throw skuUnknown();
    return this.uow.run(actor, async (tx) => {
      await addToCatalogue(tx, [{ deviceSku: sku, fmvCents: null }]);
      await tx.query('insert into stock_level (sku, on_hand) values ($1, 0) on conflict (sku) do nothing', [
        sku,
      ]);
      const level = await this.known(tx, sku);
      if (dto.after !== undefined && dto.after !== level.movements) throw stockMoved();
      await this.move(tx, level, {
        kind: 'corrected',
        units: dto.counted - level.onHand,
        occurredOn: await this.today(tx),
        reason: dto.reason,
      });
      await this.watch(tx, [sku]);
    });
  }

  /** From how many free devices on fulfilment is told to order. */
  setReorderLevel(actor: Actor, sku: string, { level: reorderLevel }: ReorderLevelDto): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const level = await this.known(tx, sku);
      if (level.reorderLevel === reorderLevel) return;
      await tx.query('update stock_level set reorder_level = $2 where sku = $1', [sku, reorderLevel]);
      await tx.record(
        ReorderLevelSet(
          { sku, reorderLevel },
          {
            visibility: 'vendor',
            subject: { type: 'stock', id: sku },
            summary: `${sku}: to be ordered from ${reorderLevel} free`,
          },
        ),
      );
      await this.watch(tx, [sku]);
    });
  }

  /** Locks the counters of these SKUs in their order, before any of them moves. Untracked ones have none. */
  async lock(tx: Tx, skus: readonly string[]): Promise<Map<string, Level>> {
    const rows = await tx.query<Level>(
      `select sku, on_hand "onHand", reorder_level "reorderLevel", movements, low_since "lowSince"
         from stock_level where sku = any ($1) order by sku for update`,
      [skus],
    );
    return new Map(rows.map((row) => [row.sku, row]));
  }

  /** One device leaves the house, in the caller's transaction. Untracked: nothing; none on hand: 422 `out_of_stock`. */
  async ship(tx: Tx, unit: UnitMoved): Promise<void> {
    const level = (await this.lock(tx, [unit.sku])).get(unit.sku);
    if (!level) return;
    if (level.onHand < 1) throw outOfStock(unit.sku);
    await this.move(tx, level, { kind: 'shipped', units: -1, ...unit });
  }

  /** One device that had been shipped stands on the shelf again. 422 `not_counted` when its SKU is untracked. */
  async putBack(tx: Tx, unit: UnitMoved): Promise<void> {
    const level = (await this.lock(tx, [unit.sku])).get(unit.sku);
    if (!level) throw notCounted();
    await this.move(tx, level, { kind: 'returned', units: 1, ...unit });
  }

  /**
   * Looks whether what is free of these SKUs has fallen to the reorder level, or risen above it again. Call it after everything
   * that moves stock or what is promised, in the same transaction; each fall is told once.
   */
  async watch(tx: Tx, skus: readonly string[]): Promise<void> {
    for (const level of (await this.lock(tx, skus)).values()) {
      const row = await tx.one<{ promised: number }>(
        `select count(*)::int promised from reward where device_sku = $1
          and state in (${PROMISED_STATES.map((state) => `'${state}'`).join(', ')})`,
        [level.sku],
      );
      const promised = row?.promised ?? 0;
      const { free, low } = standingOf({ ...level, promised });
      if (low === (level.lowSince !== null)) continue;
      const { sku, onHand, reorderLevel } = level;
      await tx.query('update stock_level set low_since = $2 where sku = $1', [sku, low ? tx.now : null]);
      if (!low) continue;
      await tx.record(
        StockFellLow(
          { sku, onHand, promised, free, reorderLevel },
          {
            visibility: 'vendor',
            subject: { type: 'stock', id: sku },
            summary: `${sku}: ${free} free, the reorder level is ${reorderLevel}`,
          },
        ),
      );
    }
  }

  /** The counter, locked. 404 for a SKU nobody knows, 422 `not_counted` for one nobody has counted. */
  private async known(tx: Tx, sku: string): Promise<Level> {
    const level = (await this.lock(tx, [sku])).get(sku);
    if (level) return level;
    throw (await tx.one('select from device_sku where sku = $1', [sku])) ? notCounted() : notFound('SKU');
  }

  private async move(tx: Tx, level: Level, movement: Movement): Promise<void> {
    const { sku } = level;
    const { kind, units, occurredOn, reason = null, rewardId = null, shipmentId = null } = movement;
    const number = level.movements + 1;
    const onHand = level.onHand + units;
    await tx.query(
      `insert into stock_movement (id, sku, number, kind, units, on_hand, reason, occurred_on, reward_id, shipment_id,
         by_person_id, by_name, recorded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        newId(),
        sku,
        number,
        kind,
        units,
        onHand,
        reason,
        occurredOn,
        rewardId,
        shipmentId,
        personIdOf(tx.actor),
        actorName(tx.actor),
        tx.now,
      ],
    );
    await tx.query('update stock_level set on_hand = $2, movements = $3 where sku = $1', [
      sku,
      onHand,
      number,
    ]);
    await tx.record(
      StockMoved(
        { sku, number, kind, units, onHand },
        {
          visibility: 'vendor',
          subject: { type: 'stock', id: sku },
          summary: `${sku}: ${kind === 'corrected' ? onHand : Math.abs(units)} ${SAID[kind]}, ${onHand} on hand${reason ? `: ${reason}` : ''}`,
          occurredOn,
        },
      ),
    );
  }

  /** The vendor's own calendar day. */
  private async today(tx: Tx): Promise<string> {
    return localDate(tx.now, (await this.organisation.current(tx)).timeZone);
  }
}
