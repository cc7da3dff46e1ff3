import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { DepartmentImport } from './department-import.entity.js';
import { ImportApplied } from './departments.events.js';
import { assignments, CHANGES, PRESENT, SAID } from './import-changes.js';
import { giveSlug } from './slugs.js';

/** Rows written in one transaction: few enough to show progress, many enough to be quick. */
const CHUNK = 4000;

interface Range {
  upTo: number | null;
  rows: number;
}

/**
 * Writes a previewed list into the departments, one chunk of lines in each transaction. Where it stands is kept in the same
 * transaction as the rows, so that a process killed at any point loses one chunk's work and nothing is written twice.
 */
@Injectable()
export class ImportApplier {
  /** Writes the next chunk; the import's row is locked by the caller. Sets it to `applied` when nothing is left. */
  async step(tx: Tx, item: DepartmentImport): Promise<void> {
    const range = await this.nextRange(tx, item);
    if (range.upTo === null) return this.finish(tx, item);
    const lines = [item.id, item.progressLine, range.upTo];
    const created = await this.create(tx, lines);
    const updated = await this.update(tx, lines);
    // Rows that said nothing new need not be kept: there is nothing of them to take back.
    await tx.query(
      `delete from department_import_row r
        where r.import_id = $1 and r.line > $2 and r.line <= $3 and r.outcome = 'listed'
          and not exists (select from department d where d.id = r.department_id)`,
      lines,
    );
    item.created += created;
    item.updated += updated;
    item.unchanged += range.rows - created - updated;
    item.progressLine = range.upTo;
    item.progressDone += range.rows;
    item.attempts = 0;
    item.error = null;
    await tx.repo(DepartmentImport).save(item);
  }

  private async nextRange(tx: Tx, item: DepartmentImport): Promise<Range> {
    const range = await tx.one<Range>(
      `select max(line) as "upTo", count(*)::int as rows from (
         select line from department_import_row where import_id = $1 and line > $2 and outcome = 'listed'
          order by line limit $3) chunk`,
      [item.id, item.progressLine, CHUNK],
    );
    return range ?? { upTo: null, rows: 0 };
  }

  /** Creates what no department has the ORI of, under the ids set aside for it. */
  private async create(tx: Tx, lines: unknown[]): Promise<number> {
    await tx.query(
      `insert into department (id, ori, name, search_name, kind, county, state, latitude, longitude, time_zone, time_zone_source,
           imported, created_at, updated_at)
       select r.department_id, r.ori, r.name, r.search_name, r.kind, r.county, r.state, r.latitude, r.longitude, r.time_zone,
           r.time_zone_source, ${SAID}, $4, $4
         from department_import_row r
        where r.import_id = $1 and r.line > $2 and r.line <= $3 and r.outcome = 'listed'
          and not exists (select from department d where d.ori = r.ori)
       on conflict (ori) do nothing`,
      [...lines, tx.now],
    );
    // An ORI entered by hand in this very moment was passed over; `update` sees it, and it gets no second address here.
    const created = await tx.query(
      `insert into department_slug (slug, department_id, current)
       select case when place = 1 and not taken then slug_base else slug_base || '-' || lower(ori) end, department_id, true
         from (select r.ori, r.slug_base, r.department_id,
                      row_number() over (partition by r.slug_base order by r.ori) as place,
                      exists (select from department_slug s where s.slug = r.slug_base) as taken
                 from department_import_row r join department d on d.id = r.department_id
                where r.import_id = $1 and r.line > $2 and r.line <= $3 and r.outcome = 'listed') made
       returning department_id`,
      lines,
    );
    return created.length;
  }

  private async update(tx: Tx, lines: unknown[]): Promise<number> {
    const changed = await tx.query<{ id: string; name: string; state: string; ori: string; moved: boolean }>(
      `with change as (
         select r.line, d.id, ${CHANGES} as after, ${PRESENT} as present, d.imported, ${SAID} as said
           from department_import_row r join department d on d.ori = r.ori and d.id <> r.department_id
          where r.import_id = $1 and r.line > $2 and r.line <= $3 and r.outcome = 'listed'),
       real as (select * from change where after <> '{}'::jsonb),
       remembered as (
         update department_import_row r
            set outcome = 'updated', department_id = real.id, after = real.after,
                before = jsonb_build_object('imported', real.imported, 'values',
                  (select jsonb_object_agg(key, real.present -> key) from jsonb_object_keys(real.after) as key))
           from real where r.import_id = $1 and r.line = real.line)
       update department d set ${assignments('real.after')}, imported = real.said, updated_at = $4
         from real where d.id = real.id
       returning d.id, d.name, d.state, d.ori, (real.after ? 'name' or real.after ? 'state') as moved`,
      [...lines, tx.now],
    );
    for (const department of changed) if (department.moved) await giveSlug(tx, department);
    return changed.length;
  }

  private async finish(tx: Tx, item: DepartmentImport): Promise<void> {
    item.state = 'applied';
    item.appliedAt = tx.now;
    await tx.repo(DepartmentImport).save(item);
    const { id: importId, created, updated, unchanged, flagged } = item;
    await tx.record(
      ImportApplied(
        { importId, created, updated, unchanged, flagged },
        {
          visibility: 'vendor',
          subject: { type: 'department_import', id: importId },
          summary: `Agency list imported: ${created} created, ${updated} updated, ${unchanged} unchanged, ${flagged} flagged`,
        },
      ),
    );
  }
}

/** What applying would do, counted without writing anything. */
export async function countChanges(
  tx: Tx,
  importId: string,
): Promise<{ created: number; updated: number; unchanged: number }> {
  const counts = await tx.one<{ created: number; updated: number; unchanged: number }>(
    `select count(*) filter (where id is null)::int as created,
            count(*) filter (where id is not null and after <> '{}'::jsonb)::int as updated,
            count(*) filter (where id is not null and after = '{}'::jsonb)::int as unchanged
       from (select d.id, case when d.id is not null then ${CHANGES} end as after
               from department_import_row r left join department d on d.ori = r.ori
              where r.import_id = $1 and r.outcome = 'listed') compared`,
    [importId],
  );
  return counts ?? { created: 0, updated: 0, unchanged: 0 };
}
