import type { DepartmentMatchingService, Found } from '../departments/department-matching.service.js';
import type { Intake, PlacedRow, ReadRow } from '../departments/intake.dto.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import type { CsvRow } from './csv-rows.js';
import type { DataImport } from './data-import.entity.js';
import type { StagedRow } from './staging.js';

/** A row of the file as the room it belongs to understood it. */
export interface Read extends ReadRow {
  row: CsvRow;
}

const WHY: Record<string, string> = {
  several: 'Several departments fit.',
  county_differs: 'The only department of that name is in another county.',
  unknown: 'No department of that name and state is in the directory.',
};

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

/** A row that is left out, with the reason. */
export function leftOut({ line, cells }: CsvRow, code: string, message: string): StagedRow {
  return { ...EMPTY, line, outcome: 'flagged', code, message, cells };
}

/** Gives the rows of one list their departments, in the order of the file; remembers which it makes and what stood before. */
export class RowPlacer {
  private readonly made = new Map<string, string>();
  private readonly seen = new Map<string, number>();
  private readonly isDepartment: boolean;

  constructor(
    private readonly matching: DepartmentMatchingService,
    private readonly item: DataImport,
    private readonly intake: Intake,
  ) {
    this.isDepartment = item.kind === 'departments';
  }

  /** Rows with their departments, and with what the room says that writing them would do. */
  async place(tx: Tx, batch: readonly Read[], matches: readonly Found[]): Promise<StagedRow[]> {
    const rows = batch.map((one, index) => this.stage(one, matches[index] ?? { is: 'none' }));
    const written = new Map<number, StagedRow>();
    const placed: PlacedRow[] = [];
    for (const [index, row] of rows.entries()) {
      if (row.outcome !== 'created') continue;
      const given = asPlaced(row, this.isDepartment);
      const first = this.seen.get(this.intake.identity(given));
      if (first !== undefined) {
        Object.assign(row, repeated(row, first), { cells: batch[index]?.row.cells });
        continue;
      }
      this.seen.set(this.intake.identity(given), row.line);
      row.targetId = given.targetId;
      written.set(row.line, row);
      placed.push(given);
    }
    for (const outcome of await this.intake.compare(tx, placed)) {
      Object.assign(written.get(outcome.line) ?? {}, outcome);
    }
    for (const { row } of batch) {
      const kept = written.get(row.line);
      if (!kept) continue;
      if (kept.outcome === 'flagged') kept.cells = row.cells;
      // A sure row of departments says its place among its values.
      if (this.isDepartment) kept.place = null;
    }
    return rows;
  }

  /** Where a row belongs: to a department that is there, to one it makes, or to whichever a person will say. */
  private stage({ row, place, values }: Read, match: Found): StagedRow {
    const staged: StagedRow = { ...EMPTY, line: row.line, outcome: 'created', said: values, place };
    if (match.is === 'one') return { ...staged, foundBy: match.by ?? 'name', departmentId: match.id };
    const { unmatched } = this.item.settings;
    // A list of departments that knows the ORI knows the department, whoever else has a name like it.
    const surelyNew =
      this.isDepartment && place.ori !== null && !(match.is === 'doubtful' && match.why === 'several');
    const mayMake = place.name !== null && place.state !== null;
    if (surelyNew || (match.is === 'none' && unmatched === 'create' && mayMake)) {
      const key = this.matching.keyOf(place);
      const id = this.made.get(key) ?? newId();
      this.made.set(key, id);
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
