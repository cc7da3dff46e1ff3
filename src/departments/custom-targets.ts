import { changesBy } from '../platform/database/said-by-a-list.js';
import { type CustomField, type CustomValues, readCustomValue } from './custom-fields.js';
import { type Cells, type ListField, type ReadRow, RowFlag, type Values } from './intake.dto.js';

/**
 * Custom fields as what a list may say. A row says them together (`custom: { tier: 'A' }`); where a list of changes is kept, each
 * has a name of its own there (`custom.tier`), which is also its name in a mapping.
 */
const PREFIX = 'custom.';

type Row = Record<string, unknown>;

/** The fields in use as targets of a mapping, found by label or key. */
export function customTargets(fields: readonly (CustomField & { addedAt: Date })[]): ListField[] {
  return fields.map(({ addedAt, ...field }) => ({
    key: PREFIX + field.key,
    label: field.label,
    headers: [field.key, PREFIX + field.key],
    ...(field.type === 'choice' ? { hint: `One of: ${field.choices.join(', ')}` } : {}),
    ...(field.type === 'date' ? { day: true as const } : {}),
    custom: field,
    addedAt,
  }));
}

/** A row together with what its cells say of custom fields. Throws a RowFlag that names the field when one cannot hold its cell. */
export function withCustom<R extends ReadRow>(row: R, cells: Cells, fields: readonly ListField[]): R {
  const custom: CustomValues = {};
  for (const { key, label, custom: field } of fields) {
    if (!field) continue;
    const text = cells.text(key);
    if (text === '') continue;
    try {
      custom[field.key] = readCustomValue(field, field.type === 'date' ? cells.day(key) : text, true);
    } catch (error) {
      const { message } = error as Error;
      const said = error instanceof RowFlag ? `${label}: ${message}` : `${label} ${message}.`;
      throw new RowFlag('custom_invalid', said);
    }
  }
  if (Object.keys(custom).length > 0) row.values['custom'] = custom;
  return row;
}

/** What a row says of custom fields, by key. */
export function customOf(values: Values | { custom?: unknown }): CustomValues {
  return ((values as { custom?: unknown }).custom ?? {}) as CustomValues;
}

/** What a row changes of custom fields, `custom.<key>` each, by the rule of all lists; a field not in use takes nothing. */
export function customChanges(
  said: CustomValues,
  present: { custom: CustomValues; imported: { custom?: unknown } | null },
  fields: readonly ListField[],
): CustomValues {
  const { custom, imported } = present;
  const columns = fields.flatMap((field) =>
    field.custom && Object.hasOwn(said, field.custom.key)
      ? [{ column: field.custom.key, type: 'text' as const }]
      : [],
  );
  return flatCustom(changesBy(said, custom, imported && customOf(imported), columns) as CustomValues);
}

/** Values by `custom.<key>`. */
export function flatCustom(custom: CustomValues): CustomValues {
  return Object.fromEntries(Object.entries(custom).map(([key, value]) => [PREFIX + key, value]));
}

/** Changes of columns apart from those of custom fields, these by key. */
export function splitCustom(changes: Row): { plain: Row; custom: Row } {
  const plain: Row = {};
  const custom: Row = {};
  for (const [name, value] of Object.entries(changes)) {
    if (name.startsWith(PREFIX)) custom[name.slice(PREFIX.length)] = value;
    else plain[name] = value;
  }
  return { plain, custom };
}

/** The values of a row after changes by key, where null clears; undefined when there are none. */
export function customAfter(present: CustomValues, changes: Row): CustomValues | undefined {
  if (Object.keys(changes).length === 0) return undefined;
  const after: Row = { ...present, ...changes };
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== null)) as CustomValues;
}

/** Whether nobody changed the values since the last list, nor that list what an earlier one said. */
export function customIsAsSaid(present: CustomValues, imported: CustomValues, said: CustomValues): boolean {
  // A field that was retired before its list was applied is said, and was never written.
  const written = Object.entries(imported).every(([key, value]) => said[key] === value);
  return written && sameCustom(present, imported);
}

/** Whether two rows hold the same values. */
export function sameCustom(one: CustomValues, other: CustomValues): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => one[key] === other[key]);
}
