import type { FoundBy, Place, RowOutcome, Values } from '../departments/intake.dto.js';
import type { Tx } from '../platform/database/tx.js';

/** A row of an import as it is kept. */
export interface StagedRow {
  line: number;
  outcome: 'created' | 'updated' | 'unchanged' | 'doubtful' | 'skipped' | 'flagged' | 'restored' | 'kept';
  code: string | null;
  message: string | null;
  said: Values | null;
  place: Place | null;
  /** What it has in common with the other rows of the same doubtful department. */
  placeKey: string | null;
  foundBy: FoundBy | null;
  departmentId: string | null;
  targetId: string | null;
  candidates: string[] | null;
  /** The row as the file has it; kept of rows that somebody has to look at. */
  cells: string[] | null;
  before: object | null;
  after: object | null;
}

const BATCH = 5_000;

const TYPES = `line int, outcome text, code text, message text, said jsonb, place jsonb, "placeKey" text, "foundBy" text,
  "departmentId" uuid, "targetId" uuid, candidates uuid[], cells jsonb, before jsonb, after jsonb`;
const KEYS = `line, outcome, code, message, said, place, "placeKey", "foundBy", "departmentId", "targetId", candidates, cells,
  before, after`;

/** The columns of a staged row, named as StagedRow. */
export const STAGED = `line, outcome, code, message, said, place, place_key as "placeKey", found_by as "foundBy",
  department_id as "departmentId", target_id as "targetId", candidates, cells, before, after`;

/** Puts a list's rows beside its import, thousands in a statement; what stood there goes. */
export async function stageRows(tx: Tx, importId: string, rows: StagedRow[]): Promise<void> {
  await tx.query(`delete from data_import_row where import_id = $1`, [importId]);
  for (let at = 0; at < rows.length; at += BATCH) {
    await tx.query(
      `insert into data_import_row (import_id, line, outcome, code, message, said, place, place_key, found_by, department_id,
          target_id, candidates, cells, before, after)
       select $1, ${KEYS} from jsonb_to_recordset($2::jsonb) as r (${TYPES})`,
      [importId, JSON.stringify(rows.slice(at, at + BATCH))],
    );
  }
}

/** Notes what rows really did, where that is something else than was staged. */
export async function noteOutcomes(tx: Tx, importId: string, outcomes: RowOutcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  await tx.query(
    `update data_import_row d set outcome = r.outcome, target_id = r."targetId", code = r.code, message = r.message,
        before = r.before, after = r.after
       from jsonb_to_recordset($2::jsonb) as r (line int, outcome text, "targetId" uuid, code text, message text, before jsonb,
        after jsonb)
      where d.import_id = $1 and d.line = r.line`,
    [importId, JSON.stringify(outcomes)],
  );
}

/** Counts the outcomes of an import's rows. */
export async function countOutcomes(tx: Tx, importId: string): Promise<Record<StagedRow['outcome'], number>> {
  const rows = await tx.query<{ outcome: StagedRow['outcome']; count: number }>(
    `select outcome, count(*)::int as count from data_import_row where import_id = $1 group by outcome`,
    [importId],
  );
  const counts = {
    created: 0,
    updated: 0,
    unchanged: 0,
    doubtful: 0,
    skipped: 0,
    flagged: 0,
    restored: 0,
    kept: 0,
  };
  for (const { outcome, count } of rows) counts[outcome] = count;
  return counts;
}
