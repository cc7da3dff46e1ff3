import { Injectable } from '@nestjs/common';
import type { ImportKind } from '../departments/intake.dto.js';
import type { Tx } from '../platform/database/tx.js';
import type { Mapping } from './columns.js';
import type { DayOrder } from './day-format.js';

/** The columns people named, by kind and by the set of columns a file has: the next file of the same make needs no naming. */
@Injectable()
export class RememberedColumns {
  of(
    tx: Tx,
    kind: ImportKind,
    headerKey: string,
  ): Promise<{ mapping: Mapping; dayOrder: DayOrder } | undefined> {
    return tx.one(
      `select mapping, day_order as "dayOrder" from import_mapping where kind = $1 and header_key = $2`,
      [kind, headerKey],
    );
  }

  async keep(
    tx: Tx,
    kind: ImportKind,
    headerKey: string,
    mapping: Mapping,
    dayOrder: DayOrder,
  ): Promise<void> {
    await tx.query(
      `insert into import_mapping (kind, header_key, mapping, day_order, used_at) values ($1, $2, $3, $4, $5)
       on conflict (kind, header_key) do update set mapping = excluded.mapping, day_order = excluded.day_order,
         used_at = excluded.used_at`,
      [kind, headerKey, mapping, dayOrder, tx.now],
    );
  }
}
