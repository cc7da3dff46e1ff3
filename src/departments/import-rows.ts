import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import type { AgencyList, FlaggedRow, ListedDepartment } from './agency-list.js';

const BATCH = 5000;

const COLUMNS: [column: string, type: string, value: (row: ListedDepartment) => unknown][] = [
  ['line', 'int', (row) => row.line],
  ['ori', 'text', (row) => row.ori],
  ['name', 'text', (row) => row.name],
  ['kind', 'text', (row) => row.kind],
  ['county', 'text', (row) => row.county],
  ['state', 'text', (row) => row.state],
  ['latitude', 'float8', (row) => row.latitude],
  ['longitude', 'float8', (row) => row.longitude],
  ['time_zone', 'text', (row) => row.timeZone],
  ['time_zone_source', 'text', (row) => row.timeZoneSource],
  ['search_name', 'text', (row) => row.searchName],
  ['slug_base', 'text', (row) => row.slugBase],
  // The id it gets if it is new.
  ['department_id', 'uuid', () => newId()],
];

/** Puts a list's rows beside its import, in batches of whole columns: one statement writes thousands of rows. */
export async function stageRows(tx: Tx, importId: string, list: AgencyList): Promise<void> {
  const names = COLUMNS.map(([column]) => column).join(', ');
  const arrays = COLUMNS.map(([, type], index) => `$${index + 2}::${type}[]`).join(', ');
  for (const rows of batches(list.listed)) {
    await tx.query(
      `insert into department_import_row (import_id, outcome, ${names})
       select $1, 'listed', ${names} from unnest(${arrays}) as r (${names})`,
      [importId, ...COLUMNS.map(([, , value]) => rows.map(value))],
    );
  }
  for (const rows of batches<FlaggedRow>(list.flagged)) {
    await tx.query(
      `insert into department_import_row (import_id, outcome, line, code, message)
       select $1, 'flagged', line, code, message from unnest($2::int[], $3::text[], $4::text[]) as r (line, code, message)`,
      [importId, rows.map((row) => row.line), rows.map((row) => row.code), rows.map((row) => row.message)],
    );
  }
}

function* batches<T>(rows: T[]): Generator<T[]> {
  for (let at = 0; at < rows.length; at += BATCH) yield rows.slice(at, at + BATCH);
}
