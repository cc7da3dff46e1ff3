import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import { VerifyCheck } from '../../platform/verify/verify-check.js';

/** Whether each counter of stock is what its movements add up to. */
@Injectable()
export class StockVerify {
  @VerifyCheck('stock')
  async *check(tx: Tx): AsyncGenerator<string> {
    const wrong = await tx.query<{ sku: string; onHand: number; moved: number; numbered: boolean }>(
      `select l.sku, l.on_hand "onHand", coalesce(sum(m.units), 0)::int moved,
              count(m.id) = l.movements and coalesce(max(m.number), 0) = l.movements numbered
         from stock_level l left join stock_movement m on m.sku = l.sku group by l.sku order by l.sku`,
    );
    for (const { sku, onHand, moved, numbered } of wrong) {
      if (onHand !== moved) yield `Stock of ${sku}: ${onHand} on hand, its movements come to ${moved}`;
      if (!numbered) yield `Stock of ${sku}: its movements are not numbered without a gap`;
    }
    const leaps = await tx.query<{ sku: string; number: number }>(
      `select sku, number from (select sku, number, on_hand, units,
         lag(on_hand, 1, 0) over (partition by sku order by number) before from stock_movement) m
        where before + units <> on_hand order by sku, number`,
    );
    for (const { sku, number } of leaps)
      yield `Stock of ${sku}: movement ${number} does not follow from the one before`;
  }
}
