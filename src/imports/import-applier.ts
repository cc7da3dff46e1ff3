import { Injectable } from '@nestjs/common';
import { DepartmentMatchingService } from '../departments/department-matching.service.js';
import type { Intake, PlacedRow, RowOutcome } from '../departments/intake.dto.js';
import type { Tx } from '../platform/database/tx.js';
import { DataImport } from './data-import.entity.js';
import { ImportApplied } from './imports.events.js';
import { Intakes } from './intakes.js';
import { KIND_WORDS } from './kind-words.js';
import { asPlaced } from './row-placer.js';
import { freshRows, nextChunk, noteOutcomes, rowsToWrite, type StagedRow } from './staging.js';

/** Rows written in one transaction: few enough to show progress, many enough to be quick. */
const CHUNK = 6_000;
/** From here on the planner is told, so that the next query does not take the tables for empty. */
const MANY = 1_000;

/**
 * Writes a checked list, one chunk of lines in each transaction. Where it stands is kept in the same transaction as the rows, so
 * that a process killed at any point loses one chunk's work and nothing is written twice.
 */
@Injectable()
export class ImportApplier {
  constructor(
    private readonly intakes: Intakes,
    private readonly matching: DepartmentMatchingService,
  ) {}

  /** Writes the next chunk; the import's row is locked by the caller. Sets it to `applied` when nothing is left. */
  async step(tx: Tx, item: DataImport): Promise<void> {
    const chunk = await nextChunk(tx, item, CHUNK);
    if (!chunk) return this.finish(tx, item);
    const intake = this.intakes.of(item.kind);
    const created = (await intake.createStored?.(tx, freshRows(item.id, chunk))) ?? 0;
    item.created += created;
    if (created < chunk.rows) {
      const rows = await rowsToWrite(tx, item.id, chunk, intake.createStored !== undefined);
      await this.write(tx, item, rows, intake);
    }
    item.progressLine = chunk.to;
    item.progressDone += chunk.rows;
    item.attempts = 0;
    item.error = null;
    await tx.repo(DataImport).save(item);
  }

  /** Writes rows that have to be looked at again, and notes what became of them. */
  private async write(tx: Tx, item: DataImport, rows: StagedRow[], intake: Intake): Promise<void> {
    const source = { importId: item.id, byId: item.requestedBy, byName: item.requestedByName };
    const { ready, flagged } = await this.prepare(tx, item, rows, intake);
    const outcomes = [...flagged, ...(await intake.write(tx, ready, source))];
    const stagedAs = new Map(rows.map((row) => [row.line, row]));
    await noteOutcomes(
      tx,
      item.id,
      outcomes.filter(({ line, outcome, targetId }) => {
        const staged = stagedAs.get(line);
        return outcome === 'updated' || outcome !== staged?.outcome || targetId !== staged.targetId;
      }),
    );
    for (const { outcome } of outcomes) item[outcome]++;
  }

  /** Makes the departments the rows need, sends rows on to survivors, and leaves out what can no longer be written. */
  private async prepare(
    tx: Tx,
    item: DataImport,
    rows: StagedRow[],
    intake: Intake,
  ): Promise<{ ready: PlacedRow[]; flagged: RowOutcome[] }> {
    const isDepartment = item.kind === 'departments';
    if (!isDepartment) await this.makeDepartments(tx, rows);
    const standing = await this.matching.standing(
      tx,
      rows.map(({ departmentId }) => departmentId ?? ''),
    );
    const ready: PlacedRow[] = [];
    const flagged: RowOutcome[] = [];
    const seen = new Set<string>();
    for (const staged of rows) {
      const row = asPlaced(staged, isDepartment);
      const survivor = standing.get(row.departmentId);
      if (survivor && survivor !== row.departmentId) {
        row.departmentId = survivor;
        if (isDepartment) row.targetId = survivor;
      }
      const { line, targetId } = row;
      if (!survivor && row.foundBy !== 'new') {
        flagged.push({
          line,
          targetId,
          outcome: 'flagged',
          code: 'department_gone',
          message: 'Its department is no longer there.',
        });
      } else if (seen.has(intake.identity(row))) {
        flagged.push({
          line,
          targetId,
          outcome: 'flagged',
          code: 'repeated',
          message: 'An earlier line is about the same.',
        });
      } else {
        seen.add(intake.identity(row));
        ready.push(row);
      }
    }
    return { ready, flagged };
  }

  private async makeDepartments(tx: Tx, rows: StagedRow[]): Promise<void> {
    const made = new Map<string, PlacedRow>();
    for (const { line, foundBy, departmentId, place } of rows) {
      if (foundBy !== 'new' || !departmentId || !place) continue;
      const values = this.intakes.departments.saidByPlace(place);
      made.set(departmentId, { line, departmentId, foundBy, targetId: departmentId, values });
    }
    if (made.size > 0) await this.intakes.departments.write(tx, [...made.values()]);
  }

  private async finish(tx: Tx, item: DataImport): Promise<void> {
    if (item.progressDone >= MANY) await tx.query(`select liaison_refresh_statistics($1)`, [item.kind]);
    item.state = 'applied';
    item.appliedAt = tx.now;
    await tx.repo(DataImport).save(item);
    const { id: importId, created, updated, unchanged, flagged, doubtful, skipped } = item;
    const left = flagged + doubtful + skipped;
    await tx.record(
      ImportApplied(
        { importId, created, updated, unchanged, flagged },
        {
          visibility: 'vendor',
          subject: { type: 'department_import', id: importId },
          summary: `${KIND_WORDS[item.kind].list} imported: ${created} created, ${updated} updated, ${unchanged} unchanged, ${left} left out`,
        },
      ),
    );
  }
}
