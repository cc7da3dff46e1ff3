import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { DepartmentImport } from './department-import.entity.js';
import { ImportReverted } from './departments.events.js';
import { assignments, IMPORTED_FIELDS } from './import-changes.js';
import { giveSlug } from './slugs.js';

const CHUNK = 2000;

/**
 * Takes an applied import back, chunk by chunk like the applier. A department it created goes when nothing points to it and
 * nobody has changed it; a field it changed goes back when it still holds the imported value; the rest stays, listed.
 */
@Injectable()
export class ImportReverser {
  /** Takes back the next chunk; the import's row is locked by the caller. Sets it to `reverted` when nothing is left. */
  async step(tx: Tx, item: DepartmentImport): Promise<void> {
    const range = await tx.one<{ upTo: number | null; rows: number }>(
      `select max(line) as "upTo", count(*)::int as rows from (
         select line from department_import_row
          where import_id = $1 and line > $2 and outcome in ('listed', 'updated') order by line limit $3) chunk`,
      [item.id, item.progressLine, CHUNK],
    );
    if (!range || range.upTo === null) return this.finish(tx, item);
    const lines = [item.id, item.progressLine, range.upTo];
    item.kept += (await this.remove(tx, lines)) + (await this.restore(tx, lines));
    item.progressLine = range.upTo;
    item.progressDone += range.rows;
    item.attempts = 0;
    item.error = null;
    await tx.repo(DepartmentImport).save(item);
  }

  /** Deletes what the import created; returns how many had to stay. */
  private async remove(tx: Tx, lines: unknown[]): Promise<number> {
    const unused = (await pointers(tx)).map((pointer) => `not exists (select from ${pointer} = d.id)`);
    await tx.query(
      `with gone as (
         delete from department d using department_import_row r
          where r.import_id = $1 and r.line > $2 and r.line <= $3 and r.outcome = 'listed' and d.id = r.department_id
            and d.edited_at is null
            and not exists (select from department_import_row o
              where o.department_id = d.id and o.import_id <> $1 and o.outcome = 'updated')
            and ${unused.join(' and ')}
         returning r.line)
       update department_import_row r set outcome = 'restored' from gone where r.import_id = $1 and r.line = gone.line`,
      lines,
    );
    const kept = await tx.query(
      `update department_import_row r set outcome = 'kept',
              code = case when d.edited_at is not null then 'changed_since' else 'in_use' end,
              message = case when d.edited_at is not null then 'The department was changed by hand since; it stays.'
                else 'Something was recorded with the department since; it stays.' end
         from department d
        where r.import_id = $1 and r.line > $2 and r.line <= $3 and r.outcome = 'listed' and d.id = r.department_id
       returning r.line`,
      lines,
    );
    return kept.length;
  }

  /** Puts changed fields back; returns how many rows could not be put back whole. */
  private async restore(tx: Tx, lines: unknown[]): Promise<number> {
    const still = IMPORTED_FIELDS.map(
      ({ column, type }) =>
        `case when r.after ? '${column}' and d.${column} is not distinct from (r.after ->> '${column}')::${type} then '${column}' end`,
    );
    const rows = await tx.query<{
      whole: boolean;
      moved: boolean;
      id: string;
      name: string;
      state: string;
      ori: string;
    }>(
      `with back as (
         select r.line, r.department_id, r.after, r.before -> 'imported' as imported,
                (select coalesce(jsonb_object_agg(key, r.before -> 'values' -> key), '{}'::jsonb)
                   from unnest(array[${still.join(', ')}]) as key where key is not null) as values
           from department_import_row r join department d on d.id = r.department_id
          where r.import_id = $1 and r.line > $2 and r.line <= $3 and r.outcome = 'updated'),
       told as (
         update department_import_row r
            set outcome = case when whole then 'restored' else 'kept' end,
                code = case when not whole then 'changed_since' end,
                message = case when not whole then 'Some fields were changed since; those stay as they are.' end
           from (select line, (select count(*) from jsonb_object_keys(after)) = (select count(*) from jsonb_object_keys(values))
                   as whole from back) b
          where r.import_id = $1 and r.line = b.line)
       update department d
          set ${assignments('back.values')}, imported = nullif(back.imported, 'null'::jsonb), updated_at = $4
         from back where d.id = back.department_id
       returning d.id, d.name, d.state, d.ori, (back.values ? 'name' or back.values ? 'state') as moved,
         (select count(*) from jsonb_object_keys(back.after)) = (select count(*) from jsonb_object_keys(back.values)) as whole`,
      [...lines, tx.now],
    );
    for (const department of rows) if (department.moved) await giveSlug(tx, department);
    return rows.filter((row) => !row.whole).length;
  }

  private async finish(tx: Tx, item: DepartmentImport): Promise<void> {
    item.state = 'reverted';
    item.revertedAt = tx.now;
    await tx.repo(DepartmentImport).save(item);
    const takenBack = item.created + item.updated - item.kept;
    await tx.record(
      ImportReverted(
        { importId: item.id, takenBack, kept: item.kept },
        {
          visibility: 'vendor',
          subject: { type: 'department_import', id: item.id },
          summary: `Agency list taken back: ${takenBack} rows, ${item.kept} kept`,
        },
      ),
    );
  }
}

/**
 * Every foreign key that leads to a department, as `table x where x.column`, read from the catalogue: so that no room above this
 * one has to be named here. A department's own addresses go with it.
 */
async function pointers(tx: Tx): Promise<string[]> {
  const keys = await tx.query<{ pointer: string }>(
    `select format('%s x where x.%I', c.conrelid::regclass, a.attname) as pointer
       from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f' and c.confrelid = 'department'::regclass and c.conrelid <> 'department_slug'::regclass
        and array_length(c.conkey, 1) = 1`,
  );
  return keys.map((key) => key.pointer);
}
