// Rows stay under the entry they were written under, which may since have been merged into another. What a person reads names
// the survivor, so reads come to the department through here. Families are one deep: a pointer is followed once.

/** Joins the department that the rows of `column` belong to now, as `d`; the entry they were written under is `entry`. */
export const survivorOf = (column: string): string =>
  `join department entry on entry.id = ${column} join department d on d.id = coalesce(entry.merged_into_id, entry.id)`;

/** The same for a column that may be null. */
export const survivorIfAny = (column: string): string =>
  `left join department entry on entry.id = ${column} left join department d on d.id = coalesce(entry.merged_into_id, entry.id)`;

/** The id alone, where no more is asked of the department. */
export const survivorId = (column: string): string =>
  `(select coalesce(m.merged_into_id, m.id) from department m where m.id = ${column})`;

/**
 * The same as two joins that between them find every row once: of departments as they stand, and of the merged ones, which are
 * few and have an index of their own. Each runs along its indexes, which one join over both cannot.
 */
export const survivorInHalves = (column: string): [string, string] => [
  `join department d on d.id = ${column} and d.merged_into_id is null`,
  `join department entry on entry.id = ${column} and entry.merged_into_id is not null
   join department d on d.id = entry.merged_into_id`,
];

/**
 * That the survivor of the department `entry` has this fact. Nearly every department is its own survivor, so the fact is looked
 * for in its index; those merged into one of another state or kind are hardly any, and are set right from two sets found once.
 */
export const survivorHas = (fact: 'state' | 'kind', value: string): string => {
  const merged = (own: string, survivors: string) =>
    `array(select m.id from department m join department s on s.id = m.merged_into_id
      where m.merged_into_id is not null and m.${fact} ${own} ${value} and s.${fact} ${survivors} ${value})`;
  return `(entry.${fact} = ${value} and entry.id <> all (${merged('=', '<>')}) or entry.id = any (${merged('<>', '=')}))`;
};

/**
 * That a row of `table` (such as `pitch x`) meets the condition and was written under the department `id` or one merged into it.
 * Asked in two parts: the first stops at the first row that a list needs no more of, the second is a small set found once.
 */
export const familyHas = (table: string, condition: string, id = 'd.id'): string => {
  const row = table.split(' ')[1] ?? table;
  return `(exists (select from ${table} where ${row}.department_id = ${id} and ${condition})
    or ${id} in (select m.merged_into_id from department m join ${table} on ${row}.department_id = m.id
                  where m.merged_into_id is not null and ${condition}))`;
};
