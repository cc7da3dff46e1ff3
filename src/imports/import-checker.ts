import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DepartmentMatchingService } from '../departments/department-matching.service.js';
import { type Intake, type ListField, RowFlag } from '../departments/intake.dto.js';
import type { Tx } from '../platform/database/tx.js';
import { cellsOf, positions } from './columns.js';
import type { DataImport } from './data-import.entity.js';
import { Intakes } from './intakes.js';
import type { ListRows } from './list-file.js';
import { leftOut, type Read, RowPlacer } from './row-placer.js';
import { clearRows, countOutcomes, type StagedRow, stageRows } from './staging.js';

const BATCH = 4_000;

/** The dry run: reads every row, finds its department, asks the room what writing it would do, and keeps the answers. Writes nothing else. */
@Injectable()
export class ImportChecker {
  constructor(
    private readonly intakes: Intakes,
    private readonly matching: DepartmentMatchingService,
  ) {}

  /** Checks a list; the import's counts say afterwards what applying would do. */
  async check(tx: Tx, item: DataImport, list: ListRows): Promise<void> {
    const intake = this.intakes.of(item.kind);
    const { read, flagged } = this.read(intake, await intake.fieldsIn(tx), item, list);
    intake.complete?.(read);
    const matches = await this.matching.match(
      tx,
      read.map(({ place }) => place),
    );
    const placer = new RowPlacer(this.matching, item, intake);
    await clearRows(tx, item.id);
    await stageRows(tx, item.id, flagged);
    // While Postgres takes in one batch the next is made ready.
    let taken: Promise<void> = Promise.resolve();
    for (let at = 0; at < read.length; at += BATCH) {
      const rows = await placer.place(tx, read.slice(at, at + BATCH), matches.slice(at, at + BATCH));
      await taken;
      taken = stageRows(tx, item.id, rows);
      // It is waited for above and below; a fault must not count as one nobody looks at until then.
      taken.catch(() => undefined);
      await nextTurn();
    }
    await taken;
    item.rows = list.rows.length;
    const outcomes = await countOutcomes(tx, item.id);
    item.count(outcomes);
    item.state = 'previewed';
  }

  private read(
    intake: Intake,
    fields: readonly ListField[],
    item: DataImport,
    list: ListRows,
  ): { read: Read[]; flagged: StagedRow[] } {
    const at = positions(list.header, item.mapping);
    const named = fields.filter(({ key }) => at.has(key));
    const read: Read[] = [];
    const flagged: StagedRow[] = [];
    for (const row of list.rows) {
      try {
        const said = intake.read(cellsOf(row.cells, at, item.settings.dayOrder), named);
        if (item.settings.oriRequired && said.place.ori === null) {
          throw new RowFlag('ori_missing', 'The row has no ORI, so it cannot be told from others.');
        }
        read.push({ ...said, row });
      } catch (error) {
        if (!(error instanceof RowFlag)) throw error;
        flagged.push(leftOut(row, error.code, error.message));
      }
    }
    return { read, flagged };
  }
}
