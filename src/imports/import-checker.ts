import { Injectable } from '@nestjs/common';
import { DepartmentMatchingService, type Found } from '../departments/department-matching.service.js';
import { type Intake, type PlacedRow, type ReadRow, RowFlag } from '../departments/intake.dto.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import { cellsOf, positions } from './columns.js';
import type { CsvRow } from './csv-rows.js';
import type { DataImport } from './data-import.entity.js';
import { Intakes } from './intakes.js';
import type { ListRows } from './list-file.js';
import { countOutcomes, type StagedRow, stageRows } from './staging.js';

interface Read extends ReadRow {
  row: CsvRow;
}

const BATCH = 5_000;

const WHY: Record<string, string> = {
  several: 'Several departments fit.',
  county_differs: 'The only department of that name is in another county.',
  unknown: 'No department of that name and state is in the directory.',
};

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
    const { read, flagged } = this.read(intake, item, list);
    intake.complete?.(read);
    const matches = await this.matching.match(
      tx,
      read.map(({ place }) => place),
    );
    const placed: PlacedRow[] = [];
    const staged: StagedRow[] = [...flagged];
    const byLine = new Map<number, StagedRow>();
    const made = new Map<string, string>();
    const seen = new Map<string, number>();
    for (const [index, one] of read.entries()) {
      const row = this.place(item, one, matches[index] ?? { is: 'none' }, made);
      staged.push(row);
      if (row.outcome !== 'created') continue;
      const given = asPlaced(row, item.kind === 'departments');
      const first = seen.get(intake.identity(given));
      if (first !== undefined) {
        Object.assign(row, repeated(row, first), { cells: one.row.cells });
        continue;
      }
      seen.set(intake.identity(given), row.line);
      row.targetId = given.targetId;
      byLine.set(row.line, row);
      placed.push(given);
    }
    for (let at = 0; at < placed.length; at += BATCH) {
      for (const outcome of await intake.compare(tx, placed.slice(at, at + BATCH))) {
        const row = byLine.get(outcome.line);
        if (row) Object.assign(row, outcome);
      }
    }
    for (const { row } of read) {
      const kept = byLine.get(row.line);
      if (kept?.outcome === 'flagged') kept.cells = row.cells;
      // A sure row of departments says its place among its values.
      if (kept && item.kind === 'departments') kept.place = null;
    }
    await stageRows(tx, item.id, staged);
    item.rows = list.rows.length;
    const {
      created,
      updated,
      unchanged,
      flagged: left,
      doubtful,
      skipped,
    } = await countOutcomes(tx, item.id);
    Object.assign(item, {
      created,
      updated,
      unchanged,
      flagged: left,
      doubtful,
      skipped,
      state: 'previewed',
    });
    item.progressTotal = created + updated + unchanged;
  }

  private read(intake: Intake, item: DataImport, list: ListRows): { read: Read[]; flagged: StagedRow[] } {
    const at = positions(list.header, item.mapping);
    const read: Read[] = [];
    const flagged: StagedRow[] = [];
    for (const row of list.rows) {
      try {
        const said = intake.read(cellsOf(row.cells, at, item.settings.dayOrder));
        if (item.settings.oriRequired && said.place.ori === null) {
          throw new RowFlag('ori_missing', 'The row has no ORI, so it cannot be told from others.');
        }
        read.push({ ...said, row });
      } catch (error) {
        if (!(error instanceof RowFlag)) throw error;
        flagged.push({
          ...EMPTY,
          line: row.line,
          outcome: 'flagged',
          code: error.code,
          message: error.message,
          cells: row.cells,
        });
      }
    }
    return { read, flagged };
  }

  /** Where a row belongs: to a department that is there, to one it makes, or to whichever a person will say. */
  private place(
    item: DataImport,
    { row, place, values }: Read,
    match: Found,
    made: Map<string, string>,
  ): StagedRow {
    const staged: StagedRow = { ...EMPTY, line: row.line, outcome: 'created', said: values, place };
    if (match.is === 'one') return { ...staged, foundBy: match.by ?? 'name', departmentId: match.id };
    const { unmatched } = item.settings;
    // A list of departments that knows the ORI knows the department, whoever else has a name like it.
    const surelyNew =
      item.kind === 'departments' &&
      place.ori !== null &&
      !(match.is === 'doubtful' && match.why === 'several');
    const mayMake = place.name !== null && place.state !== null;
    if (surelyNew || (match.is === 'none' && unmatched === 'create' && mayMake)) {
      const key = this.matching.keyOf(place);
      const id = made.get(key) ?? newId();
      made.set(key, id);
      return { ...staged, foundBy: 'new', departmentId: id };
    }
    const code = match.is === 'none' ? 'unknown' : match.why;
    return {
      ...staged,
      outcome: match.is === 'none' && unmatched === 'skip' ? 'skipped' : 'doubtful',
      code,
      message: WHY[code] ?? '',
      placeKey: this.matching.keyOf(place),
      candidates: match.is === 'doubtful' ? match.ids : [],
      cells: row.cells,
    };
  }
}

const EMPTY: Omit<StagedRow, 'line' | 'outcome'> = {
  code: null,
  message: null,
  said: null,
  place: null,
  placeKey: null,
  foundBy: null,
  departmentId: null,
  targetId: null,
  candidates: null,
  cells: null,
  before: null,
  after: null,
};

/** A staged row as its room takes it; a department is its own target, everything else gets an id set aside for it. */
export function asPlaced(row: StagedRow, isDepartment: boolean): PlacedRow {
  const departmentId = row.departmentId ?? '';
  return {
    line: row.line,
    departmentId,
    foundBy: row.foundBy ?? 'name',
    targetId: row.targetId ?? (isDepartment ? departmentId : newId()),
    values: row.said ?? {},
  };
}

/** What a row is that says the same as an earlier one. */
export function repeated(row: StagedRow, first: number): Partial<StagedRow> {
  const byOri = row.place?.ori !== null && row.place?.ori !== undefined && row.targetId === null;
  return {
    outcome: 'flagged',
    code: byOri ? 'ori_repeated' : 'repeated',
    message: byOri
      ? `The same ORI stands on line ${first}; that one was taken.`
      : `Line ${first} is about the same; that one was taken.`,
  };
}
