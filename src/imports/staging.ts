import type { FoundBy, Place, RowOutcome, StoredRows, Values } from '../departments/intake.dto.js';
import { spoken } from '../platform/database/said-by-a-list.js';
import type { Tx } from '../platform/database/tx.js';
import type { DataImport } from './data-import.entity.js';

/** A row of an import as it is kept. */
export interface StagedRow {
  line: number;
  outcome: 'created' | 'updated' | 'unchanged' | 'doubtful' | 'skipped' | 'flagged' | 'restored' | 'kept';
  code: string | null;
  message: string | null;
  said: Values | null;
  /** Where it belongs; null where what it says holds that, too. */
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

const TYPES = `line int, outcome text, code text, message text, said jsonb, place jsonb, "placeKey" text, "foundBy" text,
  "departmentId" uuid, "targetId" uuid, candidates uuid[], cells jsonb, before jsonb, after jsonb`;
const KEYS = `line, outcome, code, message, said, place, "placeKey", "foundBy", "departmentId", "targetId", candidates, cells,
  before, after`;

/** The columns of a staged row, named as StagedRow. */
export const STAGED = `line, outcome, code, message, said, place, place_key as "placeKey", found_by as "foundBy",
  department_id as "departmentId", target_id as "targetId", candidates, cells, before, after`;

/** Takes away what a list's rows were found to be. */
export async function clearRows(tx: Tx, importId: string): Promise<void> {
  await tx.query(`delete from data_import_row where import_id = $1`, [importId]);
}

/** Puts rows of a list beside its import, in one statement. */
export async function stageRows(tx: Tx, importId: string, rows: StagedRow[]): Promise<void> {
  await tx.query(
    `insert into data_import_row (import_id, line, outcome, code, message, said, place, place_key, found_by, department_id,
        target_id, candidates, cells, before, after)
     select $1, ${KEYS} from jsonb_to_recordset($2::jsonb) as r (${TYPES})`,
    // What is null in most rows is not written out: half of the text would be nulls.
    [importId, JSON.stringify(rows.map((row) => spoken({ ...row })))],
  );
}

/** Lines of an import that are written in one transaction; `from` was written before. */
export interface Chunk {
  from: number;
  to: number;
  rows: number;
}

/** A row whose target is a new department that is written as it stands; a list staged by an earlier build waits without its address. */
const FRESH = `outcome = 'created' and found_by = 'new' and target_id = department_id and said ? 'slug'`;

/** The next lines to write; undefined when none is left. */
export async function nextChunk(tx: Tx, item: DataImport, most: number): Promise<Chunk | undefined> {
  const found = await tx.one<{ to: number | null; rows: number }>(
    `select max(line) as to, count(*)::int as rows
       from (select line from data_import_row
              where import_id = $1 and line > $2 and outcome in ('created', 'updated') order by line limit $3) r`,
    [item.id, item.progressLine, most],
  );
  return found && found.to !== null ? { ...found, to: found.to, from: item.progressLine } : undefined;
}

/** Those of a chunk that make a new department, for the room that takes them in. */
export function freshRows(importId: string, { from, to }: Chunk): StoredRows {
  return {
    sql: `select target_id as id, said as values from data_import_row where import_id = $1 and line > $2 and line <= $3 and ${FRESH}`,
    params: [importId, from, to],
  };
}

/** What of a chunk is to be written row by row: all of it, or what was not made from where it waits. */
export function rowsToWrite(
  tx: Tx,
  importId: string,
  { from, to }: Chunk,
  freshAreMade: boolean,
): Promise<StagedRow[]> {
  const made = freshAreMade
    ? `and not (${FRESH} and exists (select from department d where d.id = target_id))`
    : '';
  return tx.query<StagedRow>(
    `select ${STAGED} from data_import_row
      where import_id = $1 and line > $2 and line <= $3 and outcome in ('created', 'updated') ${made} order by line`,
    [importId, from, to],
  );
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
