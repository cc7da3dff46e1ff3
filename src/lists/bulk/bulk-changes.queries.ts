import { Injectable } from '@nestjs/common';
import { personIdOf } from '../../platform/actor.js';
import { survivorOf } from '../../departments/survivors.queries.js';
import type { Tx } from '../../platform/database/tx.js';
import { isId } from '../../platform/id.js';
import { decodeCursor, keysetPage, type Listed } from '../../platform/web/keyset.js';
import { bulkChangeNotFound } from '../lists.errors.js';
import type { BulkState } from './bulk-change.entity.js';
import type { BulkSubject, Change } from './change.js';

export type BulkOutcome = 'chosen' | 'ready' | 'unchanged' | 'refused' | 'changed';

export interface BulkFacts {
  id: string;
  subject: BulkSubject;
  query: string;
  change: Change | null;
  state: BulkState;
  total: number;
  progress: number;
  error: string | null;
  createdAt: Date;
  appliedAt: Date | null;
  counts: Record<BulkOutcome, number>;
}

export interface BulkRow {
  number: number;
  id: string;
  departmentId: string;
  name: string;
  state: string;
  /** Where a pitch is now, and whose it is; null for departments. */
  stage: string | null;
  ownerName: string | null;
  outcome: BulkOutcome;
  code: string | null;
  message: string | null;
}

/** What became of the rows of a bulk change; only whoever asked for it looks. */
@Injectable()
export class BulkChangesQueries {
  /** The change with its counts, or 404. */
  async one(tx: Tx, id: string): Promise<BulkFacts> {
    const item = isId(id)
      ? await tx.one<Omit<BulkFacts, 'counts'>>(
          `select id, subject, query, change, state, total, progress, error, created_at as "createdAt",
                  applied_at as "appliedAt" from bulk_change where id = $1 and requested_by = $2`,
          [id, personIdOf(tx.actor)],
        )
      : undefined;
    if (!item) throw bulkChangeNotFound();
    const counts = { chosen: 0, ready: 0, unchanged: 0, refused: 0, changed: 0 };
    for (const { outcome, count } of await tx.query<{ outcome: BulkOutcome; count: number }>(
      `select outcome, count(*)::int as count from bulk_change_row where bulk_change_id = $1 group by outcome`,
      [id],
    ))
      counts[outcome] = count;
    return { ...item, counts };
  }

  /** Its rows by number, of one outcome or of all. */
  async rows(
    tx: Tx,
    id: string,
    filter: { outcome?: BulkOutcome; limit: number; cursor?: string },
  ): Promise<Listed<BulkRow>> {
    const from = decodeCursor(filter.cursor, 1);
    const rows = await tx.query<BulkRow>(
      `select r.number, r.row_id as id, d.id as "departmentId", d.name, d.state,
              p.stage, o.name as "ownerName", r.outcome, r.code, r.message
         from bulk_change_row r ${survivorOf('r.department_id')}
         left join pitch p on p.id = r.row_id left join person o on o.id = p.owner_id
        where r.bulk_change_id = $1 and ($2::text is null or r.outcome = $2) and r.number > $3
        order by r.number limit $4`,
      [id, filter.outcome ?? null, from?.[0] ?? 0, filter.limit + 1],
    );
    return keysetPage(rows, filter.limit, (row) => [row.number]);
  }

  /** Why rows are refused, the commonest reason first. */
  refusals(tx: Tx, id: string): Promise<{ message: string; count: number }[]> {
    return tx.query(
      `select message, count(*)::int as count from bulk_change_row where bulk_change_id = $1 and outcome = 'refused'
        group by message order by count(*) desc, message limit 20`,
      [id],
    );
  }
}
