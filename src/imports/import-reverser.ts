import { Injectable } from '@nestjs/common';
import type { ImportSource, RowUndone, WrittenRow } from '../departments/intake.dto.js';
import type { Tx } from '../platform/database/tx.js';
import { DataImport } from './data-import.entity.js';
import { ImportReverted } from './imports.events.js';
import { Intakes } from './intakes.js';
import { KIND_WORDS } from './kind-words.js';
import { STAGED, type StagedRow } from './staging.js';

const CHUNK = 4_000;

/**
 * Takes an applied import back, chunk by chunk like the applier. What it created goes when nothing points to it and nobody has
 * changed it; a field it changed goes back when it still holds the imported value; the rest stays, listed.
 */
@Injectable()
export class ImportReverser {
  constructor(private readonly intakes: Intakes) {}

  /** Takes back the next chunk; the import's row is locked by the caller. Sets it to `reverted` when nothing is left. */
  async step(tx: Tx, item: DataImport): Promise<void> {
    const rows = await tx.query<StagedRow>(
      `select ${STAGED} from data_import_row
        where import_id = $1 and line > $2 and outcome in ('created', 'updated') order by line limit $3`,
      [item.id, item.progressLine, CHUNK],
    );
    const last = rows.at(-1);
    if (!last) return this.finish(tx, item);
    const source = { importId: item.id, byId: item.requestedBy, byName: item.requestedByName };
    const undone = await this.intakes.of(item.kind).undo(tx, rows.map(asWritten), source);
    const kept = item.kind === 'departments' ? [] : await this.unmake(tx, rows, source);
    const notes = new Map(undone.map((one) => [one.line, one]));
    for (const one of kept) if (!notes.get(one.line)?.kept) notes.set(one.line, one);
    await this.note(tx, item.id, [...notes.values()]);
    item.kept += [...notes.values()].filter((one) => one.kept !== null).length;
    item.progressLine = last.line;
    item.progressDone += rows.length;
    item.attempts = 0;
    item.error = null;
    await tx.repo(DataImport).save(item);
  }

  /** Departments that a list of something else brought along go with the last of its rows; one that is in use stays, and is listed. */
  private async unmake(tx: Tx, rows: StagedRow[], source: ImportSource): Promise<RowUndone[]> {
    const made = new Map<string, WrittenRow>();
    for (const { line, foundBy, departmentId, place } of rows) {
      if (foundBy !== 'new' || !departmentId || !place) continue;
      const values = this.intakes.departments.saidByPlace(place);
      made.set(departmentId, {
        line,
        outcome: 'created',
        targetId: departmentId,
        values,
        before: null,
        after: null,
      });
    }
    if (made.size === 0) return [];
    const undone = await this.intakes.departments.undo(tx, [...made.values()]);
    const later = await tx.query<{ id: string }>(
      `select distinct department_id as id from data_import_row
        where import_id = $1 and line > $2 and outcome in ('created', 'updated') and department_id = any($3::uuid[])`,
      [source.importId, rows.at(-1)?.line, [...made.keys()]],
    );
    // It may still go with a row of a later chunk.
    const waiting = new Set(later.map(({ id }) => id));
    const lines = new Map([...made].map(([id, { line }]) => [line, id]));
    return undone.filter(({ line }) => !waiting.has(lines.get(line) ?? ''));
  }

  private async note(tx: Tx, importId: string, undone: RowUndone[]): Promise<void> {
    await tx.query(
      `update data_import_row d set outcome = case when r.code is null then 'restored' else 'kept' end, code = r.code,
          message = r.message
         from unnest($2::int[], $3::text[], $4::text[]) as r (line, code, message)
        where d.import_id = $1 and d.line = r.line`,
      [
        importId,
        undone.map(({ line }) => line),
        undone.map(({ kept }) => kept?.code ?? null),
        undone.map(({ kept }) => kept?.message ?? null),
      ],
    );
  }

  private async finish(tx: Tx, item: DataImport): Promise<void> {
    item.state = 'reverted';
    item.revertedAt = tx.now;
    await tx.repo(DataImport).save(item);
    const takenBack = item.created + item.updated - item.kept;
    await tx.record(
      ImportReverted(
        { importId: item.id, takenBack, kept: item.kept },
        {
          visibility: 'vendor',
          subject: { type: 'department_import', id: item.id },
          summary: `${KIND_WORDS[item.kind].list} taken back: ${takenBack} rows, ${item.kept} kept`,
        },
      ),
    );
  }
}

function asWritten(row: StagedRow): WrittenRow {
  return {
    line: row.line,
    outcome: row.outcome === 'updated' ? 'updated' : 'created',
    targetId: row.targetId ?? '',
    values: row.said ?? {},
    before: row.before as Record<string, unknown> | null,
    after: row.after as Record<string, unknown> | null,
  };
}
