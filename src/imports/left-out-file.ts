import type { Tx } from '../platform/database/tx.js';
import { type Cell, toCsv } from '../platform/web/csv.js';
import type { ImportsQueries } from './imports.queries.js';

const BATCH = 5_000;

/**
 * The rows an import left out, or could not take back, as CSV: the columns of the file, then why. Mended and without the last
 * three columns it can be imported again. Throws 404.
 */
export async function leftOutFile(tx: Tx, queries: ImportsQueries, id: string): Promise<string> {
  const { header } = await queries.detail(tx, id);
  const rows: Cell[][] = [];
  let after = 0;
  for (;;) {
    const batch = await queries.leftOut(tx, id, after, BATCH);
    for (const { line, code, message, cells, said } of batch) {
      // A row that was written and could not be taken back is told by what it said.
      const own = cells ?? [JSON.stringify(said ?? {})];
      rows.push([...header.map((_, index) => own[index] ?? ''), line, code, message]);
    }
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) return toCsv([...header, 'line', 'code', 'reason'], rows);
    after = last.line;
  }
}
