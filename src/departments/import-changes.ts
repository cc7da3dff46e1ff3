/**
 * What an imported row would change of a department, as SQL. A list changes a field only when it has a value for it and
 * nobody has changed the field since the last import (`imported` remembers what that said); of a department entered by
 * hand it fills only what is empty. An assumed zone never replaces an exact one.
 *
 * `r` is the row (department_import_row), `d` the department.
 */

interface Field {
  column: string;
  type: 'text' | 'double precision';
}

/** Fields that are compared one by one. */
const PLAIN: Field[] = [
  { column: 'name', type: 'text' },
  { column: 'kind', type: 'text' },
  { column: 'county', type: 'text' },
  { column: 'state', type: 'text' },
  { column: 'latitude', type: 'double precision' },
  { column: 'longitude', type: 'double precision' },
];

/** All fields an import writes; the last three follow the name, and one another. */
export const IMPORTED_FIELDS: Field[] = [
  ...PLAIN,
  { column: 'search_name', type: 'text' },
  { column: 'time_zone', type: 'text' },
  { column: 'time_zone_source', type: 'text' },
];

const remembered = ({ column, type }: Field) => `(d.imported ->> '${column}')::${type}`;

function differs(field: Field): string {
  const { column } = field;
  return `(r.${column} is not null and r.${column} is distinct from d.${column} and case when d.imported is null
    then d.${column} is null else d.${column} is not distinct from ${remembered(field)} end)`;
}

const zone: Field = { column: 'time_zone', type: 'text' };
const source: Field = { column: 'time_zone_source', type: 'text' };
const zoneDiffers = `((r.time_zone, r.time_zone_source) is distinct from (d.time_zone, d.time_zone_source)
  and not (d.time_zone_source = 'exact' and r.time_zone_source = 'assumed')
  and case when d.imported is null then d.time_zone_source = 'assumed' and r.time_zone_source = 'exact'
    else d.time_zone is not distinct from ${remembered(zone)}
      and d.time_zone_source is not distinct from ${remembered(source)} end)`;

const nameDiffers = differs(PLAIN[0] as Field);

function condition(column: string): string {
  if (column === 'search_name') return nameDiffers;
  if (column === 'time_zone' || column === 'time_zone_source') return zoneDiffers;
  return differs(IMPORTED_FIELDS.find((field) => field.column === column) as Field);
}

/** jsonb of the fields that change and their new values; `{}` when nothing does. */
export const CHANGES = `jsonb_strip_nulls(jsonb_build_object(${IMPORTED_FIELDS.map(
  ({ column }) => `'${column}', case when ${condition(column)} then r.${column} end`,
).join(', ')}))`;

/** jsonb of what the list says, to be remembered on the department. */
export const SAID = `jsonb_strip_nulls(jsonb_build_object(${IMPORTED_FIELDS.map(
  ({ column }) => `'${column}', r.${column}`,
).join(', ')}))`;

/** jsonb of the department's present values. */
export const PRESENT = `jsonb_build_object(${IMPORTED_FIELDS.map(({ column }) => `'${column}', d.${column}`).join(', ')})`;

/** Assignments that put the values of a jsonb expression into the department, where it has them. */
export function assignments(values: string): string {
  return IMPORTED_FIELDS.map(
    ({ column, type }) =>
      `${column} = case when ${values} ? '${column}' then (${values} ->> '${column}')::${type} else d.${column} end`,
  ).join(', ');
}
