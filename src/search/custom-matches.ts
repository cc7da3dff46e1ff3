/** What is looked for in the values of custom fields. */
export interface CustomWords {
  /** The word the index is asked for: of those it can tell apart, the longest. */
  rarest: string;
  /** All of them, as patterns; each must be in the one value. */
  all: string[];
}

const MOST_WORDS = 6;
/** The index knows three letters in a row, and nothing shorter. */
const INDEXED = /[\p{L}\p{N}]{3,}/u;

/** Patterns for the words that were typed; null when none is long enough to be looked up. */
export function customWords(text: string): CustomWords | null {
  const words = text.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const [longest] = words.filter((word) => INDEXED.test(word)).sort((a, b) => b.length - a.length);
  if (longest === undefined) return null;
  return { rarest: within(longest), all: words.map(within) };
}

function within(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`;
}

/** A value as a hit shows it: of a long one the part around the first of the words. */
export function excerpt(value: string, text: string, most = 80): string {
  const flat = value.replace(/\s+/g, ' ');
  if (flat.length <= most) return flat;
  const [first = ''] = text.trim().toLowerCase().split(/\s+/);
  const at = Math.max(0, Math.min(flat.toLowerCase().indexOf(first) - 20, flat.length - most));
  const part = flat.slice(at, at + most).trim();
  return `${at > 0 ? '…' : ''}${part}${at + most < flat.length ? '…' : ''}`;
}

/**
 * Rows whose own values hold the words: $3 is the word for the index, $4 all patterns, $1 the text as typed. So many rows are looked
 * at that hold them somewhere; then the first field in use that holds them all is what matched, so a retired one finds nothing.
 *
 * It is a part of the one statement for everything that is not a department's name, not a question of its own: two probes of
 * partial indexes cost less than asking again when little was found, and a value is found beside names that are alike.
 */
const MATCHES = (table: 'department' | 'pitch', columns: string, lookedAt: number) =>
  `(select ${columns}, custom from ${table}
     where custom <> '{}' and liaison_custom_text(custom) ilike $3 and liaison_custom_text(custom) ilike all ($4::text[])
     limit ${lookedAt}) t
   cross join lateral (select c.label, v.value from custom_field c join jsonb_each_text(t.custom) v on v.key = c.key
     where c.subject = '${table}' and c.retired_at is null and v.value ilike all ($4::text[])
     order by c.position, c.id limit 1) f`;

const ORDER = `order by (lower(f.value) = $1) desc, starts_with(lower(f.value), $1) desc, d.name, t.id`;

/** Departments by a value of a custom field; of a merged one, its survivor. */
export const departmentsByCustom = (lookedAt: number, most: number): string =>
  `select 'department_by_custom' as kind, d.id::text as id, d.name, null as state,
      concat_ws(', ', coalesce(d.city, d.county), d.state) as note, f.label as field, f.value
    from ${MATCHES('department', 'id, merged_into_id', lookedAt)}
    join department d on d.id = coalesce(t.merged_into_id, t.id) ${ORDER} limit ${most}`;

/** Pitches by a value of a custom field, those within the reader's reach. */
export const pitchesByCustom = (lookedAt: number, most: number): string =>
  `select 'pitch_by_custom' as kind, t.id::text as id, d.name, t.stage as state,
      concat_ws(', ', coalesce(d.city, d.county), d.state) as note, f.label as field, f.value
    from ${MATCHES('pitch', 'id, department_id, stage', lookedAt)}
    join department d on d.id = t.department_id ${ORDER} limit ${most}`;
