import type { CustomField } from '../../departments/custom-fields.queries.js';
import {
  between,
  dayKey,
  type ListColumn,
  type ListFilter,
  type SortKey,
  textKey,
} from '../list-definition.js';

/** Columns and filters of custom fields over a `custom` column such as `d.custom`. Keys are a-z, 0-9 and _, so they may stand in SQL. */
export function customColumns(fields: CustomField[], custom: string): ListColumn[] {
  return fields.map((field) => ({ key: `custom.${field.key}`, label: field.label, ...drawn(field, custom) }));
}

export function customFilters(fields: CustomField[], custom: string): ListFilter[] {
  return fields.map((field) => {
    const base = { key: `custom.${field.key}`, label: field.label };
    const text = `${custom} ->> '${field.key}'`;
    // Most rows hold nothing; the indexes are of the others.
    const some = `${custom} <> '{}'`;
    switch (field.type) {
      case 'choice':
        return {
          ...base,
          kind: 'choice',
          any: 'any',
          choices: field.choices.map((value) => ({ value, label: value })),
          where: (values, bind) =>
            `${some} and (${values
              .map((value) => `${custom} @> ${bind(JSON.stringify({ [field.key]: value }))}::jsonb`)
              .join(' or ')})`,
        };
      case 'number':
        return {
          ...base,
          kind: 'numbers',
          where: ({ min, max }, bind) =>
            `${some} and ${between(`(${text})::double precision`, min, max, bind, 'double precision')}`,
        };
      case 'date':
        return {
          ...base,
          kind: 'days',
          where: ({ from, to }, bind) => `${some} and ${between(`(${text})::date`, from, to, bind, 'date')}`,
        };
      default:
        return {
          ...base,
          kind: 'text',
          where: (words, bind) => {
            const like = `${bind(`%${words.replace(/[\\%_]/g, '\\$&')}%`)}::text`;
            return `${some} and liaison_custom_text(${custom}) ilike ${like} and ${text} ilike ${like}`;
          },
        };
    }
  });
}

function drawn(field: CustomField, custom: string): Pick<ListColumn, 'sql' | 'kind' | 'sort'> {
  const text = `(${custom} ->> '${field.key}')`;
  switch (field.type) {
    case 'number':
      return {
        sql: `${text}::double precision`,
        kind: 'number',
        sort: measureKey(`${text}::double precision`),
      };
    case 'date':
      return { sql: text, kind: 'day', sort: dayKey(`${text}::date`) };
    case 'url':
      return { sql: text, kind: 'url', sort: textKey(text) };
    default:
      return { sql: text, kind: 'text', sort: textKey(text) };
  }
}

const measureKey = (sql: string): SortKey => ({
  asc: `coalesce(${sql}, 'infinity')`,
  desc: `coalesce(${sql}, '-infinity')`,
  cast: 'double precision',
});
