import { Injectable } from '@nestjs/common';
import { assignments } from '../platform/database/said-by-a-list.js';
import type { Tx } from '../platform/database/tx.js';
import type { CustomValues } from './custom-fields.js';
import { LISTED_COLUMNS, type PresentDepartment } from './department-changes.js';
import type { StoredRows } from './intake.dto.js';
import { giveSlug } from './slugs.js';

/** A department as lists see it, with the values of the vendor's own fields. */
export interface ListedDepartment extends PresentDepartment {
  custom: CustomValues;
}

/** What a department becomes: columns to write, all values of custom fields when one of them changes, and what lists said. */
export interface DepartmentAssignment {
  id: string;
  values: object;
  custom: CustomValues | undefined;
  imported: unknown;
}

const columnsOf = (alias: string) => LISTED_COLUMNS.map(({ column }) => `${alias}.${column}`).join(', ');
const RETIRED = `array(select key from custom_field where subject = 'department' and retired_at is not null)`;

/** The rows of departments that lists write, many at a time. */
@Injectable()
export class DepartmentIntakeStore {
  present(tx: Tx, which: { ids: string[]; oris: string[] }, lock: string): Promise<ListedDepartment[]> {
    return tx.query<ListedDepartment>(
      `select d.id, d.imported, d.edited_at, d.custom, ${columnsOf('d')} from department d
        where d.id = any($1::uuid[]) or d.ori = any($2::text[]) ${lock}`,
      [which.ids, which.oris],
    );
  }

  /** Inserts rows that say everything of a department, with the addresses of their pages; the ids of those that were not there. */
  async insert(tx: Tx, { sql, params }: StoredRows): Promise<string[]> {
    const columns = LISTED_COLUMNS.map(({ column }) => column).join(', ');
    const types = LISTED_COLUMNS.map(({ column, type }) => `${column} ${type}`).join(', ');
    const made = await tx.query<{ id: string }>(
      // Within a case the planner cannot make a join of the question who was made, which it would take for a small one.
      // Of several with one address the first by ORI takes it plain; the others, and all when it is taken, add their ORI.
      // A custom field that was retired since its values were read takes none.
      `with given as materialized (
         select r.id, r.values, ${columnsOf('v')}, v.slug, v.custom - ${RETIRED} as custom
           from (${sql}) r cross join lateral jsonb_to_record(r.values) as v (${types}, slug text, custom jsonb)),
       made as (
         insert into department (id, ${columns}, custom, imported, created_at, updated_at)
         select id, ${columns.replace(' kind,', " coalesce(kind, 'other'),")}, coalesce(custom, '{}'),
                jsonb_strip_nulls(values || jsonb_build_object('kind', coalesce(kind, 'other'), 'custom', custom)) - 'slug',
                $${params.length + 1}, $${params.length + 1}
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

  /** Writes what departments become, all of them in one statement; one that gets another name or state gets another address. */
  async assign(tx: Tx, rows: DepartmentAssignment[]): Promise<void> {
    if (rows.length === 0) return;
    const moved = await tx.query<{
      id: string;
      name: string;
      state: string;
      ori: string | null;
      moved: boolean;
    }>(
      `update department d
          set ${assignments(LISTED_COLUMNS, 'r.values', 'd')}, custom = coalesce(r.custom, d.custom),
              imported = nullif(r.imported, 'null'::jsonb), updated_at = $2
         from jsonb_to_recordset($1::jsonb) as r (id uuid, values jsonb, custom jsonb, imported jsonb) where d.id = r.id
       returning d.id, d.name, d.state, d.ori, (r.values ? 'name' or r.values ? 'state') as moved`,
      [JSON.stringify(rows), tx.now],
    );
    for (const department of moved) if (department.moved) await giveSlug(tx, department);
  }

  /** Deletes departments nothing points to, with their addresses; the ids of those that went. */
  async remove(tx: Tx, ids: string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const gone = await tx.query<{ id: string }>(`select liaison_remove_departments($1::uuid[]) as id`, [ids]);
    return new Set(gone.map(({ id }) => id));
  }
}
