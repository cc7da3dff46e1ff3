import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { isId } from '../platform/id.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';
import type { Mapping } from './agency-list.js';
import type { ImportState } from './department-import.entity.js';
import { importNotFound } from './departments.errors.js';

export interface ImportSummary {
  id: string;
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
    kept: number;
  };
  progress: { done: number; total: number; percent: number };
  error: string | null;
  requestedByName: string;
  createdAt: Date;
  appliedAt: Date | null;
  revertedAt: Date | null;
}

export interface Remark {
  line: number;
  code: string;
  message: string;
}

export interface ImportDetail extends ImportSummary {
  fileSha256: string;
  mapping: Mapping;
  /** Rows left out, first 1,000 by line. */
  flagged: Remark[];
  /** Rows that could not be taken back, first 1,000 by line. */
  kept: (Remark & { departmentId: string })[];
}

const COLUMNS = `id, source, file_name as "fileName", state, rows, created, updated, unchanged, flagged, kept,
  progress_done as "progressDone", progress_total as "progressTotal", error, requested_by_name as "requestedByName",
  created_at as "createdAt", applied_at as "appliedAt", reverted_at as "revertedAt"`;

type Row = Omit<ImportSummary, 'counts' | 'progress'> &
  ImportSummary['counts'] & { progressDone: number; progressTotal: number };

/** What is asked about imports of agency lists. */
@Injectable()
export class DepartmentImportsQueries {
  /** Imports, newest first. */
  async list(tx: Tx, filter: { limit: number; cursor?: string }): Promise<Listed<ImportSummary>> {
    const from = decodeCursor(filter.cursor, 2);
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from department_import
        where $2::timestamptz is null or (created_at, id) < ($2, $3::uuid)
        order by created_at desc, id desc limit $1`,
      [filter.limit + 1, from?.[0] ?? null, from?.[1] ?? null],
    );
    return keysetPage(rows.map(summary), filter.limit, (row) => [row.createdAt.toISOString(), row.id]);
  }

  /** One import with its remarks, or 404. */
  async detail(tx: Tx, id: string): Promise<ImportDetail> {
    const row = isId(id)
      ? await tx.one<Row & { fileSha256: string; mapping: Mapping }>(
          `select ${COLUMNS}, file_sha256 as "fileSha256", mapping from department_import where id = $1`,
          [id],
        )
      : undefined;
    if (!row) throw importNotFound();
    const remarks = (outcome: string) =>
      tx.query<Remark & { departmentId: string }>(
        `select line, code, message, department_id as "departmentId" from department_import_row
          where import_id = $1 and outcome = $2 order by line limit 1000`,
        [id, outcome],
      );
    const flagged = (await remarks('flagged')).map(({ line, code, message }) => ({ line, code, message }));
    return {
      ...summary(row),
      fileSha256: row.fileSha256,
      mapping: row.mapping,
      flagged,
      kept: await remarks('kept'),
    };
  }

  /** A few rows of each outcome, to look at before applying: what would be created, and what would change. */
  examples(
    tx: Tx,
    importId: string,
  ): Promise<{ line: number; ori: string; name: string; state: string; kind: string; known: boolean }[]> {
    return tx.query(
      `select r.line, r.ori, r.name, r.state, r.kind, d.id is not null as known
         from department_import_row r left join department d on d.ori = r.ori
        where r.import_id = $1 and r.outcome = 'listed' order by r.line limit 10`,
      [importId],
    );
  }
}

function summary(row: Row): ImportSummary {
  const {
    rows,
    created,
    updated,
    unchanged,
    flagged,
    kept,
    progressDone: done,
    progressTotal: total,
    ...rest
  } = row;
  return {
    id: rest.id,
    source: rest.source,
    fileName: rest.fileName,
    state: rest.state,
    counts: { rows, created, updated, unchanged, flagged, kept },
    progress: { done, total, percent: total === 0 ? 100 : Math.floor((done / total) * 100) },
    error: rest.error,
    requestedByName: rest.requestedByName,
    createdAt: rest.createdAt,
    appliedAt: rest.appliedAt,
    revertedAt: rest.revertedAt,
  };
}
