import { Injectable } from '@nestjs/common';
import { assignments, restorable, spoken, valuesBefore } from '../platform/database/said-by-a-list.js';
import type { Tx } from '../platform/database/tx.js';
import { departmentChanges, LISTED_COLUMNS, type PresentDepartment } from './department-changes.js';
import { normaliseName, slugBase } from './department-name.js';
import { assumeZones, DEPARTMENT_FIELDS, readDepartment, type SaidDepartment } from './department-row.js';
import type {
  Cells,
  Intake,
  PlacedRow,
  Place,
  ReadRow,
  RowOutcome,
  RowUndone,
  StoredRows,
  Values,
  WrittenRow,
} from './intake.dto.js';
import { giveSlug } from './slugs.js';
import { zoneOfPlace } from './zone-of-place.js';

const COLUMNS = LISTED_COLUMNS.map(({ column }) => `d.${column}`).join(', ');

interface Planned {
  row: PlacedRow;
  present: PresentDepartment | undefined;
  changes: Record<string, unknown>;
}

/** Takes lists of departments in, and back. */
@Injectable()
export class DepartmentIntakeService implements Intake {
  readonly kind = 'departments';
  readonly fields = DEPARTMENT_FIELDS;

  read(cells: Cells): ReadRow {
    return readDepartment(cells);
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
    return (await this.insert(tx, rows)).length;
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
    const present = await this.present(
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
    const free = await this.remove(
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

  /** Deletes departments nothing points to, with their addresses; the ids of those that went. */
  private async remove(tx: Tx, ids: string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const gone = await tx.query<{ id: string }>(`select liaison_remove_departments($1::uuid[]) as id`, [ids]);
    return new Set(gone.map(({ id }) => id));
  }

  private async plan(tx: Tx, rows: PlacedRow[], lock: string): Promise<Planned[]> {
    const oris = rows
      .filter(({ foundBy }) => foundBy === 'new')
      .map(({ values }) => values['ori'] as string | null);
    const present = await this.present(
      tx,
      { ids: rows.map(({ departmentId }) => departmentId), oris: oris.filter((ori) => ori !== null) },
      lock,
    );
    const byId = new Map(present.map((department) => [department.id, department]));
    const byOri = new Map(present.map((department) => [department.ori, department]));
    return rows.map((row) => {
      const said = row.values as SaidDepartment;
      const found = byId.get(row.departmentId) ?? (said.ori === null ? undefined : byOri.get(said.ori));
      const changes = found
        ? departmentChanges(said, found, row.foundBy === 'new' ? 'ori' : row.foundBy)
        : {};
      return { row, present: found, changes };
    });
  }

  private present(
    tx: Tx,
    which: { ids: string[]; oris: string[] },
    lock: string,
  ): Promise<PresentDepartment[]> {
    return tx.query<PresentDepartment>(
      `select d.id, d.imported, d.edited_at, ${COLUMNS} from department d
        where d.id = any($1::uuid[]) or d.ori = any($2::text[]) ${lock}`,
      [which.ids, which.oris],
    );
  }

  /** Creates departments under the ids set aside for them; the ids that were. */
  private async create(tx: Tx, rows: PlacedRow[]): Promise<Set<string>> {
    if (rows.length === 0) return new Set();
    const given = rows.map(({ targetId: id, values }) => {
      const { name, state } = values as SaidDepartment;
      return { id, values: { ...values, search_name: normaliseName(name), slug: slugBase(name, state) } };
    });
    const made = await this.insert(tx, {
      sql: `select id, values from jsonb_to_recordset($1::jsonb) as r (id uuid, values jsonb)`,
      params: [JSON.stringify(given)],
    });
    return new Set(made);
  }

  /** Inserts rows that say everything of a department, with the addresses of their pages; the ids of those that were not there. */
  private async insert(tx: Tx, { sql, params }: StoredRows): Promise<string[]> {
    const columns = LISTED_COLUMNS.map(({ column }) => column).join(', ');
    const types = LISTED_COLUMNS.map(({ column, type }) => `${column} ${type}`).join(', ');
    const made = await tx.query<{ id: string }>(
      // Within a case the planner cannot make a join of the question who was made, which it would take for a small one.
      // Of several with one address the first by ORI takes it plain; the others, and all when it is taken, add their ORI.
      `with given as materialized (
         select r.id, r.values, v.* from (${sql}) r cross join lateral jsonb_to_record(r.values) as v (${types}, slug text)),
       made as (
         insert into department (id, ${columns}, imported, created_at, updated_at)
         select id, ${columns.replace(' kind,', " coalesce(kind, 'other'),")},
                jsonb_strip_nulls(values || jsonb_build_object('kind', coalesce(kind, 'other'))) - 'slug', $${params.length + 1}, $${params.length + 1}
           from given on conflict do nothing returning id),
       addressed as (
         insert into department_slug (slug, department_id, current)
         select case when place = 1 and not exists (select from department_slug s where s.slug = a.slug) then slug
                     else slug || '-' || lower(coalesce(ori, right(id::text, 12))) end, id, true
           from (select id, ori, slug, row_number() over (partition by slug order by ori, id) as place
                   from given where case when id in (select id from made) then true end) a)
       select id from made`,
      [...params, tx.now],
    );
    return made.map(({ id }) => id);
  }

  private async change(tx: Tx, planned: Planned[]): Promise<void> {
    if (planned.length === 0) return;
    await this.assign(
      tx,
      planned.map(({ present, changes }) => ({
        id: present?.id ?? '',
        values: changes,
        imported: { ...present?.imported, ...changes },
      })),
    );
  }

  private async restore(
    tx: Tx,
    rows: WrittenRow[],
    present: Map<string, PresentDepartment>,
  ): Promise<Set<number>> {
    const whole = new Set<number>();
    const back = rows.flatMap((row) => {
      const now = present.get(row.targetId);
      if (!now) return [];
      const before = (row.before?.['values'] ?? {}) as Record<string, unknown>;
      const restored = restorable(row.after ?? {}, before, now);
      if (restored.whole) whole.add(row.line);
      return [{ id: row.targetId, values: restored.values, imported: row.before?.['imported'] ?? null }];
    });
    if (back.length > 0) await this.assign(tx, back);
    return whole;
  }

  private async assign(tx: Tx, rows: { id: string; values: object; imported: unknown }[]): Promise<void> {
    const moved = await tx.query<{
      id: string;
      name: string;
      state: string;
      ori: string | null;
      moved: boolean;
    }>(
      `update department d
          set ${assignments(LISTED_COLUMNS, 'r.values', 'd')}, imported = nullif(r.imported, 'null'::jsonb), updated_at = $2
         from jsonb_to_recordset($1::jsonb) as r (id uuid, values jsonb, imported jsonb) where d.id = r.id
       returning d.id, d.name, d.state, d.ori, (r.values ? 'name' or r.values ? 'state') as moved`,
      [JSON.stringify(rows), tx.now],
    );
    for (const department of moved) if (department.moved) await giveSlug(tx, department);
  }
}

const IN_USE = { code: 'in_use', message: 'Something was recorded with the department since; it stays.' };
const CHANGED = { code: 'changed_since', message: 'The department was changed since; it stays.' };
const CHANGED_FIELDS = {
  code: 'changed_since',
  message: 'Some fields were changed since; those stay as they are.',
};

function outcomeOf({ row, present, changes }: Planned): RowOutcome {
  const { line, targetId } = row;
  if (!present) return { line, outcome: 'created', targetId };
  if (Object.keys(changes).length === 0) return { line, outcome: 'unchanged', targetId: present.id };
  const before = { imported: present.imported, values: valuesBefore(changes, present) };
  return { line, outcome: 'updated', targetId: present.id, before, after: changes };
}

/** Whether a department is still what the list that created it said: untouched by hand and by later lists. */
function isAsSaid(department: PresentDepartment | undefined, values: Values): boolean {
  if (!department) return true;
  if (department['edited_at'] !== null) return false;
  const { slug: _, ...said } = spoken(values);
  const imported = department.imported ?? {};
  return Object.entries(said).every(([key, value]) => imported[key] === value);
}
