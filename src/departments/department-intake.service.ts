import { Injectable } from '@nestjs/common';
import { restorable, spoken, valuesBefore } from '../platform/database/said-by-a-list.js';
import type { Tx } from '../platform/database/tx.js';
import { CustomFieldsQueries } from './custom-fields.queries.js';
import {
  customAfter,
  customChanges,
  customIsAsSaid,
  customOf,
  flatCustom,
  splitCustom,
  withCustom,
} from './custom-targets.js';
import { departmentChanges } from './department-changes.js';
import {
  type DepartmentAssignment,
  DepartmentIntakeStore,
  type ListedDepartment,
} from './department-intake-store.js';
import { normaliseName, slugBase } from './department-name.js';
import { assumeZones, DEPARTMENT_FIELDS, readDepartment, type SaidDepartment } from './department-row.js';
import type {
  Cells,
  Intake,
  ListField,
  PlacedRow,
  Place,
  ReadRow,
  RowOutcome,
  RowUndone,
  StoredRows,
  Values,
  WrittenRow,
} from './intake.dto.js';
import { zoneOfPlace } from './zone-of-place.js';

interface Planned {
  row: PlacedRow;
  present: ListedDepartment | undefined;
  changes: Record<string, unknown>;
}

/** Takes lists of departments in, and back. */
@Injectable()
export class DepartmentIntakeService implements Intake {
  readonly kind = 'departments';

  constructor(
    private readonly customFields: CustomFieldsQueries,
    private readonly store: DepartmentIntakeStore,
  ) {}

  async fieldsIn(tx: Tx): Promise<readonly ListField[]> {
    return [...DEPARTMENT_FIELDS, ...(await this.customFields.targets(tx, 'department'))];
  }

  read(cells: Cells, fields: readonly ListField[]): ReadRow {
    return withCustom(readDepartment(cells), cells, fields);
  }

  complete(rows: ReadRow[]): void {
    assumeZones(rows);
  }

  identity({ departmentId, values }: PlacedRow): string {
    // Two ORIs may have been merged into one department; both of their rows are read.
    return `${departmentId} ${String(values['ori'] ?? '')}`;
  }

  /** What a new department is, when a list of something else names one that is not in the directory. */
  saidByPlace(place: Place): Values {
    const at = { state: place.state ?? '', county: place.county, latitude: null, longitude: null };
    const { timeZone, source } = zoneOfPlace(at);
    return { ...place, time_zone: timeZone, time_zone_source: source };
  }

  async compare(tx: Tx, rows: PlacedRow[]): Promise<RowOutcome[]> {
    // Nobody was found by the ORI or the name of a new one.
    const known = rows.filter(({ foundBy }) => foundBy !== 'new');
    const planned = new Map((await this.plan(tx, known, '')).map((one) => [one.row, one]));
    return rows.map((row) => outcomeOf(planned.get(row) ?? { row, present: undefined, changes: {} }));
  }

  async createStored(tx: Tx, rows: StoredRows): Promise<number> {
    return (await this.store.insert(tx, rows)).length;
  }

  async write(tx: Tx, rows: PlacedRow[]): Promise<RowOutcome[]> {
    let planned = await this.plan(tx, rows, '');
    const moving = new Set(
      planned.filter(({ changes }) => Object.keys(changes).length > 0).map(({ row }) => row),
    );
    if (moving.size > 0) {
      // Looked at again under lock, so that a change made by hand in this moment is seen.
      const locked = await this.plan(tx, [...moving], 'for update of d');
      planned = [...planned.filter(({ row }) => !moving.has(row)), ...locked];
    }
    const created = await this.create(
      tx,
      planned.filter(({ present }) => !present).map(({ row }) => row),
    );
    await this.change(
      tx,
      planned.filter(({ present, changes }) => present && Object.keys(changes).length > 0),
    );
    return planned.map((one) =>
      one.present || created.has(one.row.targetId)
        ? outcomeOf(one)
        : {
            line: one.row.line,
            outcome: 'flagged',
            targetId: one.row.targetId,
            code: 'entered_meanwhile',
            message: 'The department was entered by hand in this very moment. Import the row again.',
          },
    );
  }

  /** A department the list created goes when nothing points to it and nobody has changed it; a changed field goes back. */
  async undo(tx: Tx, rows: WrittenRow[]): Promise<RowUndone[]> {
    const present = await this.store.present(
      tx,
      { ids: rows.map(({ targetId }) => targetId), oris: [] },
      'for update of d',
    );
    const byId = new Map(present.map((department) => [department.id, department]));
    const made = rows.filter(({ outcome }) => outcome === 'created');
    const edited = new Set(
      made
        .filter(({ targetId, values }) => !isAsSaid(byId.get(targetId), values))
        .map(({ targetId }) => targetId),
    );
    const free = await this.store.remove(
      tx,
      made.map(({ targetId }) => targetId).filter((id) => byId.has(id) && !edited.has(id)),
    );
    const changed = rows.filter(({ outcome }) => outcome === 'updated');
    const whole = await this.restore(tx, changed, byId);
    return rows.map(({ line, targetId, outcome }) => {
      if (outcome === 'updated') return { line, kept: whole.has(line) ? null : CHANGED_FIELDS };
      if (free.has(targetId) || !byId.has(targetId)) return { line, kept: null };
      return { line, kept: edited.has(targetId) ? CHANGED : IN_USE };
    });
  }

  private async plan(tx: Tx, rows: PlacedRow[], lock: string): Promise<Planned[]> {
    const oris = rows
      .filter(({ foundBy }) => foundBy === 'new')
      .map(({ values }) => values['ori'] as string | null);
    const present = await this.store.present(
      tx,
      { ids: rows.map(({ departmentId }) => departmentId), oris: oris.filter((ori) => ori !== null) },
      lock,
    );
    const byId = new Map(present.map((department) => [department.id, department]));
    const byOri = new Map(present.map((department) => [department.ori, department]));
    const saying = rows.some(({ values }) => values['custom'] !== undefined);
    const targets = saying ? await this.customFields.targets(tx, 'department') : [];
    return rows.map((row) => {
      const said = row.values as SaidDepartment;
      const found = byId.get(row.departmentId) ?? (said.ori === null ? undefined : byOri.get(said.ori));
      const changes = found && {
        ...departmentChanges(said, found, row.foundBy === 'new' ? 'ori' : row.foundBy),
        ...customChanges(customOf(said), found, targets),
      };
      return { row, present: found, changes: changes ?? {} };
    });
  }

  /** Creates departments under the ids set aside for them; the ids that were. */
  private async create(tx: Tx, rows: PlacedRow[]): Promise<Set<string>> {
    if (rows.length === 0) return new Set();
    const given = rows.map(({ targetId: id, values }) => {
      const { name, state } = values as SaidDepartment;
      return { id, values: { ...values, search_name: normaliseName(name), slug: slugBase(name, state) } };
    });
    const made = await this.store.insert(tx, {
      sql: `select id, values from jsonb_to_recordset($1::jsonb) as r (id uuid, values jsonb)`,
      params: [JSON.stringify(given)],
    });
    return new Set(made);
  }

  private change(tx: Tx, planned: Planned[]): Promise<void> {
    const rows = planned.flatMap(({ present, changes }) => (present ? [changed(present, changes)] : []));
    return this.store.assign(tx, rows);
  }

  private async restore(
    tx: Tx,
    rows: WrittenRow[],
    present: Map<string, ListedDepartment>,
  ): Promise<Set<number>> {
    const whole = new Set<number>();
    const back = rows.flatMap((row) => {
      const now = present.get(row.targetId);
      if (!now) return [];
      const before = (row.before?.['values'] ?? {}) as Record<string, unknown>;
      const restored = restorable(row.after ?? {}, before, withFlatCustom(now));
      if (restored.whole) whole.add(row.line);
      const { plain, custom } = splitCustom(restored.values);
      const imported = row.before?.['imported'] ?? null;
      return [{ id: row.targetId, values: plain, custom: customAfter(now.custom, custom), imported }];
    });
    await this.store.assign(tx, back);
    return whole;
  }
}

const IN_USE = { code: 'in_use', message: 'Something was recorded with the department since; it stays.' };
const CHANGED = { code: 'changed_since', message: 'The department was changed since; it stays.' };
const CHANGED_FIELDS = {
  code: 'changed_since',
  message: 'Some fields were changed since; those stay as they are.',
};

/** What a department becomes by what a list changes of it, and remembers of the list. */
function changed(present: ListedDepartment, changes: Record<string, unknown>): DepartmentAssignment {
  const { plain, custom } = splitCustom(changes);
  const { id, imported } = present;
  const values = customAfter(present.custom, custom);
  const remembered = values ? { custom: { ...customOf(imported ?? {}), ...custom } } : {};
  return { id, values: plain, custom: values, imported: { ...imported, ...plain, ...remembered } };
}

/** A department with each value of a custom field beside its columns, as changes name them. */
function withFlatCustom(department: ListedDepartment): Record<string, unknown> {
  return { ...department, ...flatCustom(department.custom) };
}

function outcomeOf({ row, present, changes }: Planned): RowOutcome {
  const { line, targetId } = row;
  if (!present) return { line, outcome: 'created', targetId };
  if (Object.keys(changes).length === 0) return { line, outcome: 'unchanged', targetId: present.id };
  const before = { imported: present.imported, values: valuesBefore(changes, withFlatCustom(present)) };
  return { line, outcome: 'updated', targetId: present.id, before, after: changes };
}

/** Whether a department is still what the list that created it said: untouched by hand and by later lists. */
function isAsSaid(department: ListedDepartment | undefined, values: Values): boolean {
  if (!department) return true;
  if (department['edited_at'] !== null) return false;
  const { slug: _, custom: _own, ...said } = spoken(values);
  const imported = department.imported ?? {};
  return (
    customIsAsSaid(department.custom, customOf(imported), customOf(values)) &&
    Object.entries(said).every(([key, value]) => imported[key] === value)
  );
}
