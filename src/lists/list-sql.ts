import { survivorId } from '../departments/survivors.queries.js';
import type { Bind, Condition, ListDefinition, ListFilter, ListJoin, SortKey } from './list-definition.js';
import { columnOf, type ListState, parametersOf, sortOf, type Sorting } from './list-query.js';

export interface Question {
  sql: string;
  params: unknown[];
}

/** Departments a search found, the best first; null when nothing was searched for. */
export type Found = string[] | null;

/**
 * One page of a list. The rows of the page are found first, with the joins its filters and order need and no other; then each
 * gets its columns, so that a wide list costs no more to page through than a narrow one.
 */
export function pageQuestion(
  definition: ListDefinition,
  state: ListState,
  options: { limit: number; after: (string | null)[] | null; found: Found },
): Question {
  const { params, bind } = parameters();
  const { where, joins } = conditions(definition, state, options.found, bind);
  const order = orderOf(definition, state, options.found, bind);
  for (const { needs } of order) joins.push(...needs);
  if (options.after) where.push(afterCursor(order, options.after, bind));
  const { alias } = definition;
  const keys = order.map(({ sql }, i) => `${sql} as k${i}`).join(', ');
  const by = (prefix: (i: number) => string) =>
    order.map(({ descending }, i) => `${prefix(i)}${descending ? ' desc' : ''}`).join(', ');
  const limit = bind(options.limit);
  const found = halvesOf(definition, joins, where).map(
    (rows) => `select ${alias}.id, ${definition.departmentId} as department_id, ${keys} ${rows}
      order by ${by((i) => order[i]?.sql ?? '')} limit ${limit}`,
  );
  const shown = state.columns.map((key) => columnOf(definition, key));
  const sql = `
    select page.id, ${survivorId('page.department_id')} as "departmentId", ${order.map(({ cast }, i) => `page.k${i}::${cast}::text as "key${i}"`).join(', ')},
           ${shown.map((column, i) => `${column.sql} as "cell${i}"`).join(', ')}
      from (${inHalves(found, `order by ${by((i) => `k${i}`)} limit ${limit}`)}) page
      join ${definition.from} on ${alias}.id = page.id
      ${joined(
        definition,
        shown.flatMap((column) => column.joins ?? []),
      )}
     order by ${by((i) => `page.k${i}`)}`;
  return { sql, params };
}

/** Ids of everything the filters leave, with their departments, up to a limit; in no order. */
export function idsQuestion(
  definition: ListDefinition,
  state: ListState,
  options: { limit: number; found: Found; ids?: string[] },
): Question {
  const { params, bind } = parameters();
  const { where, joins } = conditions(definition, state, options.found, bind);
  const { alias } = definition;
  if (options.ids) where.push(`${alias}.id = any (${bind(options.ids)}::uuid[])`);
  const limit = `limit ${bind(options.limit)}`;
  const found = halvesOf(definition, joins, where).map(
    (rows) => `select ${alias}.id, ${definition.departmentId} as "departmentId" ${rows} ${limit}`,
  );
  return { sql: inHalves(found, limit), params };
}

/** What a cursor was made for: another order, and it leads nowhere. */
export function orderName(definition: ListDefinition, state: ListState): string {
  return [
    ...sortOf(definition, state),
    ...(state.q && state.sort.length === 0 ? [{ key: 'q', descending: false }] : []),
  ]
    .map(({ key, descending }) => `${descending ? '-' : ''}${key}`)
    .join(',');
}

interface OrderKey {
  sql: string;
  cast: string;
  descending: boolean;
  needs: string[];
}

function parameters(): { params: unknown[]; bind: Bind } {
  const params: unknown[] = [];
  return { params, bind: (value) => `$${params.push(value)}` };
}

function conditions(
  definition: ListDefinition,
  state: ListState,
  found: Found,
  bind: Bind,
): { where: Condition[]; joins: string[] } {
  const where: Condition[] = [definition.where];
  const joins: string[] = [];
  if (found) where.push(`${definition.departmentId} = any (${bind(found)}::uuid[])`);
  for (const filter of definition.filters) {
    const condition = conditionOf(filter, state.filters, bind);
    if (!condition) continue;
    where.push(typeof condition === 'string' ? `(${condition})` : condition);
    joins.push(...(filter.joins ?? []));
  }
  return { where, joins };
}

function conditionOf(filter: ListFilter, values: Record<string, string>, bind: Bind): Condition {
  const [first, second] = parametersOf(filter).map((name) => values[name]);
  if (first === undefined && second === undefined) return '';
  switch (filter.kind) {
    case 'choice':
      return filter.where((first ?? '').split(','), bind);
    case 'text':
      return filter.where(first ?? '', bind);
    case 'numbers':
      return filter.where({ min: numberOf(first), max: numberOf(second) }, bind);
    case 'days':
      return filter.where({ from: first, to: second }, bind);
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** The keys of the order, the row's id last: what was searched for stands by likeness unless an order was asked for. */
function orderOf(definition: ListDefinition, state: ListState, found: Found, bind: Bind): OrderKey[] {
  const keys: OrderKey[] = [];
  if (found && state.sort.length === 0) {
    const sql = `array_position(${bind(found)}::uuid[], ${definition.departmentId})`;
    keys.push({ sql, cast: 'integer', descending: false, needs: [] });
  } else {
    keys.push(...sortOf(definition, state).map((sorting) => keyOf(definition, sorting)));
  }
  const descending = keys.at(-1)?.descending ?? false;
  return [...keys, { sql: `${definition.alias}.id`, cast: 'uuid', descending, needs: [] }];
}

function keyOf(definition: ListDefinition, { key, descending }: Sorting): OrderKey {
  const column = columnOf(definition, key);
  const sort = column.sort as SortKey;
  return { sql: descending ? sort.desc : sort.asc, cast: sort.cast, descending, needs: column.joins ?? [] };
}

/**
 * What comes after a row. Keys that all run one way are compared as one row, which an index answers from where it stands; mixed
 * ones step by step, held in by the first.
 */
function afterCursor(order: OrderKey[], after: (string | null)[], bind: Bind): string {
  const values = order.map(({ cast }, i) => `${bind(after[i])}::${cast}`);
  const sign = (i: number) => (order[i]?.descending ? '<' : '>');
  if (order.every(({ descending }) => descending === order[0]?.descending))
    return `(${order.map(({ sql }) => sql).join(', ')}) ${sign(0)} (${values.join(', ')})`;
  const step = (i: number): string => {
    const key = order[i]?.sql;
    if (i === order.length - 1) return `${key} ${sign(i)} ${values[i]}`;
    return `(${key} ${sign(i)} ${values[i]} or (${key} = ${values[i]} and ${step(i + 1)}))`;
  };
  return `${order[0]?.sql} ${sign(0)}= ${values[0]} and ${step(0)}`;
}

/** `from … where …` of the rows; twice, for the one half and the other, where a join or a condition is written in halves. */
function halvesOf(definition: ListDefinition, joins: string[], where: Condition[]): string[] {
  const halved =
    needed(definition, joins).some(({ halves }) => halves) || where.some((one) => typeof one !== 'string');
  const rows = (half?: 0 | 1): string => {
    const conditions = where.map((one) => (typeof one === 'string' ? one : one[half ?? 0]));
    return `from ${definition.from} ${joined(definition, joins, half)} where ${conditions.join(' and ')}`;
  };
  return halved ? [rows(0), rows(1)] : [rows()];
}

/** One question of both halves; `rest` puts their rows in order and cuts them to size. */
function inHalves(halves: string[], rest: string): string {
  if (halves.length === 1) return halves[0] ?? '';
  return `${halves.map((half) => `(${half})`).join(' union all ')} ${rest}`;
}

function joined(definition: ListDefinition, names: string[], half?: 0 | 1): string {
  return needed(definition, names)
    .map(({ sql, halves }) => (half === undefined ? sql : (halves?.[half] ?? sql)))
    .join('\n');
}

/** The joins of these names, and what they need, each once. */
function needed(definition: ListDefinition, names: string[]): ListJoin[] {
  const all = new Set<string>();
  const need = (name: string): void => {
    const join = definition.joins[name];
    if (!join) throw new Error(`${definition.name} knows no join ${name}`);
    join.needs?.forEach(need);
    all.add(name);
  };
  names.forEach(need);
  return Object.entries(definition.joins)
    .filter(([name]) => all.has(name))
    .map(([, join]) => join);
}
