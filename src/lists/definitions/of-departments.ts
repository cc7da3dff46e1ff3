import { BY_NAME, KIND_CHOICES, STATE_CHOICES } from '../../departments/departments.queries.js';
import { familyHas, survivorInHalves, survivorOf } from '../../departments/survivors.queries.js';
import { stateWord } from '../../platform/web/views/helpers/states.js';
import {
  between,
  type Choice,
  type ListContext,
  type ListFilter,
  numberKey,
  oneOf,
  plainKey,
  textKey,
} from '../list-definition.js';
import type { ListColumn, ListJoin } from '../list-definition.js';

// What lists of departments, and of what belongs to departments, have in common. Everything here speaks of `department d`.

export const STAGE_CHOICES: Choice[] = [
  'prospect',
  'contacted',
  'pitched',
  'in_discussion',
  'legal_review',
  'green_lit',
  'declined',
  'dormant',
].map((value) => ({ value, label: stateWord('pitch', value) }));

export const QUIET_CHOICES: Choice[] = [7, 14, 30, 60, 90, 180].map((days) => ({
  value: String(days),
  label: `${days} days or more`,
}));

export const NEXT_CHOICES: Choice[] = [
  { value: 'overdue', label: 'overdue' },
  { value: 'today', label: 'due today' },
  { value: 'week', label: 'due within a week' },
  { value: 'planned', label: 'planned' },
  { value: 'none', label: 'nothing planned' },
];

export const KIND_WORDS = Object.fromEntries(KIND_CHOICES.map(({ value, label }) => [value, label]));

export const day = (date: string): string => `date '${date}'`;

/** Where a department is, and what kind it is, as columns. `joins`: how the list comes to `department d`. */
export function placeColumns(joins: string[]): ListColumn[] {
  return [
    { key: 'ori', label: 'ORI', sql: 'd.ori', kind: 'code', sort: textKey('d.ori'), joins },
    {
      key: 'kind',
      label: 'Kind',
      sql: 'd.kind',
      kind: { words: KIND_WORDS },
      sort: plainKey('d.kind', 'text'),
      joins,
    },
    { key: 'city', label: 'City', sql: 'd.city', kind: 'text', sort: textKey('d.city'), joins },
    { key: 'county', label: 'County', sql: 'd.county', kind: 'text', sort: textKey('d.county'), joins },
    { key: 'state', label: 'State', sql: 'd.state', kind: 'text', sort: plainKey('d.state', 'text'), joins },
    {
      key: 'population',
      label: 'Population',
      sql: 'd.population_served',
      kind: 'number',
      sort: numberKey('d.population_served'),
      joins,
    },
    {
      key: 'sworn',
      label: 'Sworn officers',
      sql: 'd.sworn_officers',
      kind: 'number',
      sort: numberKey('d.sworn_officers'),
      joins,
    },
  ];
}

export function placeFilters(joins: string[]): ListFilter[] {
  return [
    {
      key: 'state',
      label: 'State',
      kind: 'choice',
      near: true,
      any: 'all',
      choices: STATE_CHOICES,
      joins,
      where: (values, bind) => oneOf('d.state', values, bind),
    },
    {
      key: 'kind',
      label: 'Kind',
      kind: 'choice',
      near: true,
      any: 'any',
      choices: KIND_CHOICES,
      joins,
      where: (values, bind) => oneOf('d.kind', values, bind),
    },
    {
      key: 'population',
      label: 'Population',
      kind: 'numbers',
      joins,
      where: ({ min, max }, bind) =>
        between(`coalesce(d.population_served, -1)`, min ?? 0, max, bind, 'integer'),
    },
  ];
}

/** Partnerships of the department and of those around it. */
export function partnershipFilters(joins: string[]): ListFilter[] {
  const running = familyHas('partnership ps', `ps.state <> 'ended'`);
  const around = (same: string) =>
    `(exists (select from department n join partnership np on np.department_id = n.id and np.state <> 'ended'
      where n.merged_into_id is null and n.id <> d.id and n.state = d.state ${same})
    or exists (select from department m join partnership np on np.department_id = m.id and np.state <> 'ended'
      join department n on n.id = m.merged_into_id where n.id <> d.id and n.state = d.state ${same}))`;
  return [
    {
      key: 'partnered',
      label: 'Partner',
      kind: 'choice',
      near: true,
      any: 'or not',
      choices: [
        { value: 'true', label: 'yes' },
        { value: 'false', label: 'no' },
      ],
      joins,
      where: (values) => values.map((value) => (value === 'true' ? running : `not ${running}`)).join(' or '),
    },
    {
      key: 'neighbours',
      label: 'Partnered neighbours',
      kind: 'choice',
      any: 'or not',
      choices: [
        { value: 'county', label: 'in the same county' },
        { value: 'state', label: 'in the same state' },
      ],
      joins,
      where: (values) =>
        values.map((value) => around(value === 'county' ? 'and n.county = d.county' : '')).join(' or '),
    },
  ];
}

/** Who may own pitches and tasks, with oneself and nobody first. */
export function ownerChoices(context: ListContext): Choice[] {
  const me = context.personId ? [{ value: 'me', label: 'me' }] : [];
  return [...me, { value: 'none', label: 'nobody' }, ...context.owners];
}

/** The SQL for chosen owners of `column`. */
export function ownedBy(
  column: string,
  values: string[],
  context: ListContext,
  bind: (value: unknown) => string,
): string {
  const ids = values
    .filter((value) => value !== 'none')
    .map((value) => (value === 'me' ? context.personId : value));
  const parts: string[] = [];
  if (values.includes('none')) parts.push(`${column} is null`);
  if (ids.length > 0) parts.push(oneOf(column, ids as string[], bind, 'uuid'));
  return parts.join(' or ');
}

/** The SQL for chosen next steps; `tasks` is `from task … where` of the row's open tasks. */
export function nextStep(values: string[], tasks: string, context: ListContext): string {
  const today = day(context.today);
  const conditions: Record<string, string> = {
    overdue: `exists (select ${tasks} and due_on < ${today})`,
    today: `exists (select ${tasks} and due_on = ${today})`,
    week: `exists (select ${tasks} and due_on between ${today} and ${today} + 7)`,
    planned: `exists (select ${tasks})`,
    none: `not exists (select ${tasks})`,
  };
  return values.map((value) => conditions[value]).join(' or ');
}

export const DEPARTMENT = ['department'];

/** How a list comes to the department its rows belong to: of those written under a merged one, the survivor. */
export const departmentOf = (column: string): ListJoin => ({
  sql: survivorOf(column),
  halves: survivorInHalves(column),
});

/** The department a row belongs to. */
export const DEPARTMENT_COLUMN = {
  key: 'department',
  label: 'Department',
  sql: 'd.name',
  kind: 'text' as const,
  joins: DEPARTMENT,
  sort: plainKey(BY_NAME, 'text'),
  shown: true,
};

/** Choices of a filter from codes and their words. */
export const choicesOf = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));
