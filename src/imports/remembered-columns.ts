import { Injectable } from '@nestjs/common';
import type { ImportKind, ListField } from '../departments/intake.dto.js';
import type { Tx } from '../platform/database/tx.js';
import { columnKey, headerKey, type Mapping, mappingWithin, suggestMapping } from './columns.js';
import type { DayOrder } from './day-format.js';

/** The columns people named, by kind and by the set of columns a file has: the next file of the same make needs no naming. */
@Injectable()
export class RememberedColumns {
  /**
   * What was named for these columns, as far as the fields are still in use; a field that was added since is looked for by its name.
   * Undefined when the columns are not known.
   */
  async of(
    tx: Tx,
    kind: ImportKind,
    header: string[],
    fields: readonly ListField[],
  ): Promise<{ mapping: Mapping; dayOrder: DayOrder } | undefined> {
    const known = await tx.one<{ mapping: Mapping; dayOrder: DayOrder; usedAt: Date }>(
      `select mapping, day_order as "dayOrder", used_at as "usedAt" from import_mapping where kind = $1 and header_key = $2`,
      [kind, headerKey(header)],
    );
    if (!known) return undefined;
    const { usedAt, dayOrder } = known;
    const mapping = mappingWithin(fields, known.mapping);
    const named = new Set(Object.values(mapping).map(columnKey));
    const added = fields.filter(({ addedAt }) => addedAt && addedAt > usedAt);
    const free = header.filter((column) => !named.has(columnKey(column)));
    return { mapping: { ...suggestMapping(added, free), ...mapping }, dayOrder };
  }

  async keep(
    tx: Tx,
    kind: ImportKind,
    header: string[],
    mapping: Mapping,
    dayOrder: DayOrder,
  ): Promise<void> {
    await tx.query(
      `insert into import_mapping (kind, header_key, mapping, day_order, used_at) values ($1, $2, $3, $4, $5)
       on conflict (kind, header_key) do update set mapping = excluded.mapping, day_order = excluded.day_order,
         used_at = excluded.used_at`,
      [kind, headerKey(header), mapping, dayOrder, tx.now],
    );
  }
}
