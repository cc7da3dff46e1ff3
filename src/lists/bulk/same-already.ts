import type { Tx } from '../../platform/database/tx.js';
import type { Change } from './change.js';

/** Marks rows that are as they would become: they need no change, and get no history for it. */
export async function sameAlready(tx: Tx, bulkChangeId: string, change: Change): Promise<void> {
  const [condition, params] = conditionOf(change);
  if (!condition) return;
  await tx.query(
    `update bulk_change_row r set outcome = 'unchanged' where r.bulk_change_id = $1 and exists (${condition})`,
    [bulkChangeId, ...params],
  );
}

function conditionOf(change: Change): [condition: string | null, params: unknown[]] {
  switch (change.kind) {
    case 'owner':
      return ['select from pitch where id = r.row_id and owner_id = $2', [change.ownerId]];
    case 'stage':
    case 'close':
      return ['select from pitch where id = r.row_id and stage = $2', [change.to]];
    case 'department_kind':
      return ['select from department where id = r.row_id and kind = $2', [change.value]];
    case 'time_zone':
      return [
        `select from department where id = r.row_id and time_zone = $2 and time_zone_source = 'exact'`,
        [change.value],
      ];
    default:
      return [null, []];
  }
}
