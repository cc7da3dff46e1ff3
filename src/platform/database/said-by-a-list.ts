/** A column that lists may write, with its type in Postgres. */
export interface ListedColumn {
  column: string;
  type: 'text' | 'double precision' | 'integer' | 'date' | 'uuid';
}

type Row = Record<string, unknown>;

/**
 * What a list changes of a row: a field only when the list has a value for it and nobody has changed the field since the last
 * list (`imported` remembers what that said, and is null for a row entered by hand: of that, a list fills only what is empty).
 */
export function changesBy(
  said: Row,
  present: Row,
  imported: Row | null,
  columns: readonly ListedColumn[],
): Row {
  const changes: Row = {};
  for (const { column } of columns) {
    const value = said[column] ?? null;
    const now = present[column] ?? null;
    if (value === null || value === now) continue;
    if (now === (imported === null ? null : (imported[column] ?? null))) changes[column] = value;
  }
  return changes;
}

/** The values of some fields, to be put back later. */
export function valuesBefore(changes: Row, present: Row): Row {
  return Object.fromEntries(Object.keys(changes).map((key) => [key, present[key] ?? null]));
}

/** What can be put back of a change: the fields that still hold what the list wrote. */
export function restorable(after: Row, before: Row, present: Row): { values: Row; whole: boolean } {
  const values: Row = {};
  for (const [key, written] of Object.entries(after)) {
    if ((present[key] ?? null) === (written ?? null)) values[key] = before[key] ?? null;
  }
  return { values, whole: Object.keys(values).length === Object.keys(after).length };
}

/** SQL: assigns the fields a jsonb expression has, and leaves the others as they stand in the row `alias`. */
export function assignments(columns: readonly ListedColumn[], values: string, alias: string): string {
  return columns
    .map(
      ({ column, type }) =>
        `${column} = case when ${values} ? '${column}' then (${values} ->> '${column}')::${type} else ${alias}.${column} end`,
    )
    .join(', ');
}

/** What a list says, without its silences. */
export function spoken(said: Row): Row {
  return Object.fromEntries(
    Object.entries(said).filter(([, value]) => value !== null && value !== undefined),
  );
}
