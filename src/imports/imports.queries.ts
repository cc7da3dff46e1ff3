import { Injectable } from '@nestjs/common';
import type { ImportKind, Place, Values } from '../departments/intake.dto.js';
import type { Tx } from '../platform/database/tx.js';
import { isId } from '../platform/id.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';
import type { Mapping } from './columns.js';
import type { ImportSettings, ImportState } from './data-import.entity.js';
import { importNotFound } from './imports.errors.js';

export interface ImportSummary {
  id: string;
  kind: ImportKind;
  source: string;
  fileName: string | null;
  state: ImportState;
  /** Before applying: what would happen. Afterwards: what did. */
  counts: {
    rows: number;
    created: number;
    updated: number;
    unchanged: number;
    flagged: number;
    /** Rows whose department a person has to settle; they are left out until then. */
    doubtful: number;
    skipped: number;
    kept: number;
  };
  progress: { done: number; total: number; percent: number };
  error: string | null;
  requestedByName: string;
  createdAt: Date;
  appliedAt: Date | null;
  revertedAt: Date | null;
  /** When its rows and its file were put away: then nothing of it can be applied, taken back or listed any more. */
  putAwayAt: Date | null;
}

export interface Remark {
  line: number;
  code: string;
  message: string;
}

export interface ImportDetail extends ImportSummary {
  fileSha256: string;
  mapping: Mapping;
  settings: ImportSettings;
  header: string[];
  /** Rows left out, first 1,000 by line. */
  flagged: Remark[];
  /** Rows that could not be taken back, first 1,000 by line. */
  kept: (Remark & { departmentId: string })[];
}

/** A row as an example of what the import does. */
export interface ExampleRow {
  line: number;
  said: Values;
  place: Place;
  departmentName: string | null;
  departmentState: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

export interface DoubtfulRow {
  line: number;
  code: string;
  message: string;
  place: Place;
  cells: string[];
  candidates: {
    id: string;
    name: string;
    ori: string | null;
    county: string | null;
    state: string;
    city: string | null;
  }[];
}

export interface SettledRow {
  line: number;
  outcome: string;
  place: Place;
  foundBy: string | null;
  departmentName: string | null;
}

const COLUMNS = `id, kind, source, file_name as "fileName", state, rows, created, updated, unchanged, flagged, doubtful, skipped, kept,
  progress_done as "progressDone", progress_total as "progressTotal", error, requested_by_name as "requestedByName",
  created_at as "createdAt", applied_at as "appliedAt", reverted_at as "revertedAt", put_away_at as "putAwayAt"`;

type Row = Omit<ImportSummary, 'counts' | 'progress'> &
  ImportSummary['counts'] & { progressDone: number; progressTotal: number };

/** What is asked about imports. A rep with a limited view sees the imports of the people in it. */
@Injectable()
export class ImportsQueries {
  /** Imports, newest first. */
  async list(
    tx: Tx,
    filter: { limit: number; cursor?: string; kind?: ImportKind },
  ): Promise<Listed<ImportSummary>> {
    const from = decodeCursor(filter.cursor, 2);
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from data_import
        where ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid)) and ($4::text is null or kind = $4)
          and ($5::uuid[] is null or requested_by = any($5))
        order by created_at desc, id desc limit $1`,
      [filter.limit + 1, from?.[0] ?? null, from?.[1] ?? null, filter.kind ?? null, reachOf(tx)],
    );
    return keysetPage(rows.map(summary), filter.limit, (row) => [row.createdAt.toISOString(), row.id]);
  }

  /** One import with its remarks, or 404. */
  async detail(tx: Tx, id: string, kind?: ImportKind): Promise<ImportDetail> {
    const row = isId(id)
      ? await tx.one<Row & Pick<ImportDetail, 'fileSha256' | 'mapping' | 'settings' | 'header'>>(
          `select ${COLUMNS}, file_sha256 as "fileSha256", mapping, settings, header from data_import
            where id = $1 and ($2::text is null or kind = $2) and ($3::uuid[] is null or requested_by = any($3))`,
          [id, kind ?? null, reachOf(tx)],
        )
      : undefined;
    if (!row) throw importNotFound();
    const flagged = await this.remarks(tx, id, 'flagged');
    return {
      ...summary(row),
      fileSha256: row.fileSha256,
      mapping: row.mapping,
      settings: row.settings,
      header: row.header,
      flagged: flagged.map(({ line, code, message }) => ({ line, code, message })),
      kept: await this.remarks(tx, id, 'kept'),
    };
  }

  /** The first rows of an outcome, as examples. */
  examples(tx: Tx, importId: string, outcome: 'created' | 'updated', limit = 5): Promise<ExampleRow[]> {
    return tx.query(
      `select r.line, r.said, coalesce(r.place, r.said) as place, d.name as "departmentName", d.state as "departmentState", r.before -> 'values' as before, r.after
         from data_import_row r left join department d on d.id = r.department_id
        where r.import_id = $1 and r.outcome = $2 order by r.line limit $3`,
      [importId, outcome, limit],
    );
  }

  /** Rows to settle, one for each place, in the order of the file. */
  async doubtful(
    tx: Tx,
    importId: string,
    filter: { limit: number; cursor?: string },
  ): Promise<Listed<DoubtfulRow & { like: number }>> {
    const from = decodeCursor(filter.cursor, 1);
    const rows = await tx.query<DoubtfulRow & { like: number }>(
      `select r.line, r.code, r.message, r.place, r.cells,
              (select count(*)::int from data_import_row o
                where o.import_id = $1 and o.outcome = 'doubtful' and o.place_key = r.place_key) as like,
              coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'ori', d.ori, 'county', d.county, 'state', d.state,
                  'city', d.city) order by d.name, d.county, d.id) from department d where d.id = any(r.candidates)), '[]') as candidates
         from data_import_row r
        where r.import_id = $1 and r.outcome = 'doubtful' and r.line > $2 and not exists (
          select from data_import_row e where e.import_id = $1 and e.outcome = 'doubtful' and e.place_key = r.place_key and e.line < r.line)
        order by r.line limit $3`,
      [importId, from?.[0] ?? 0, filter.limit + 1],
    );
    return keysetPage(rows, filter.limit, (row) => [row.line]);
  }

  /** Rows a person settled, the first 50. */
  settled(tx: Tx, importId: string): Promise<SettledRow[]> {
    return tx.query(
      `select r.line, r.outcome, r.place, r.found_by as "foundBy", d.name as "departmentName"
         from data_import_row r left join department d on d.id = r.department_id
        where r.import_id = $1 and r.settled order by r.line limit 50`,
      [importId],
    );
  }

  /** How many rows to settle name a department that is not in the directory. */
  async unknown(tx: Tx, importId: string): Promise<number> {
    const row = await tx.one<{ count: number }>(
      `select count(*)::int as count from data_import_row where import_id = $1 and outcome = 'doubtful' and code = 'unknown'`,
      [importId],
    );
    return row?.count ?? 0;
  }

  /** Rows that were left out or stayed, with what the file said, after a line. */
  leftOut(
    tx: Tx,
    importId: string,
    after: number,
    limit: number,
  ): Promise<(Remark & { outcome: string; cells: string[] | null; said: Values | null })[]> {
    return tx.query(
      `select line, outcome, code, message, cells, said from data_import_row
        where import_id = $1 and outcome in ('flagged', 'doubtful', 'skipped', 'kept') and line > $2 order by line limit $3`,
      [importId, after, limit],
    );
  }

  private remarks(tx: Tx, id: string, outcome: string): Promise<(Remark & { departmentId: string })[]> {
    return tx.query(
      `select line, code, message, department_id as "departmentId" from data_import_row
        where import_id = $1 and outcome = $2 order by line limit 1000`,
      [id, outcome],
    );
  }
}

function reachOf({ actor }: Tx): readonly string[] | null {
  return actor.side === 'vendor' ? (actor.reach ?? null) : null;
}

function summary(row: Row): ImportSummary {
  const { rows, created, updated, unchanged, flagged, doubtful, skipped, kept } = row;
  const { progressDone: done, progressTotal: total } = row;
  return {
    id: row.id,
    kind: row.kind,
    source: row.source,
    fileName: row.fileName,
    state: row.state,
    counts: { rows, created, updated, unchanged, flagged, doubtful, skipped, kept },
    progress: { done, total, percent: total === 0 ? 100 : Math.floor((done / total) * 100) },
    error: row.error,
    requestedByName: row.requestedByName,
    createdAt: row.createdAt,
    appliedAt: row.appliedAt,
    revertedAt: row.revertedAt,
    putAwayAt: row.putAwayAt,
  };
}
