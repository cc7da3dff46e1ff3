import { survivorId } from '../../departments/survivors.queries.js';
import {
  between,
  dayKey,
  type ListContext,
  type ListDefinition,
  oneOf,
  plainKey,
  textKey,
} from '../list-definition.js';
import {
  choicesOf,
  day,
  DEPARTMENT,
  DEPARTMENT_COLUMN,
  departmentOf,
  ownedBy,
  ownerChoices,
  placeColumns,
  placeFilters,
} from './of-departments.js';

const ACTIVITY_KINDS = { call: 'Call', email: 'E-mail', meeting: 'Meeting', note: 'Note' };
const WHO_READS = { shared: 'The department too', vendor: 'Only us' };
/** What there is to do, and what was done. */
export function tasksList(context: ListContext): ListDefinition {
  const today = day(context.today);
  return {
    name: 'tasks',
    title: 'Tasks',
    path: '/lists/tasks',
    noun: ['task', 'tasks'],
    from: 'task t',
    alias: 't',
    departmentId: 't.department_id',
    where: 'true',
    joins: {
      department: departmentOf('t.department_id'),
      owner: { sql: 'left join person o on o.id = t.owner_id' },
    },
    columns: [
      {
        key: 'title',
        label: 'Task',
        sql: `jsonb_build_object('text', t.title, 'note', t.note, 'href',
          coalesce('/pitches/' || t.pitch_id || '#task', '/departments/' || ${survivorId('t.department_id')}))`,
        kind: 'title',
        sort: plainKey('lower(t.title)', 'text'),
        shown: true,
      },
      { key: 'due', label: 'Due', sql: 't.due_on', kind: 'day', sort: dayKey('t.due_on'), shown: true },
      {
        key: 'owner',
        label: 'For',
        sql: 'o.name',
        kind: 'muted',
        joins: ['owner'],
        sort: textKey('o.name'),
        shown: true,
      },
      DEPARTMENT_COLUMN,
      ...placeColumns(DEPARTMENT).map((column) => ({ ...column, shown: column.key === 'state' })),
      {
        key: 'done',
        label: 'Done',
        sql: 't.done_at',
        kind: 'instant',
        sort: {
          asc: `coalesce(t.done_at, 'infinity'::timestamptz)`,
          desc: `coalesce(t.done_at, '-infinity'::timestamptz)`,
          cast: 'timestamptz',
        },
        shown: true,
      },
      { key: 'by', label: 'Entered by', sql: 't.created_by_name', kind: 'muted' },
      {
        key: 'added',
        label: 'Entered',
        sql: 't.created_at',
        kind: 'instant',
        sort: plainKey('t.created_at', 'timestamptz'),
      },
    ],
    filters: [
      {
        key: 'standing',
        label: 'Tasks',
        kind: 'choice',
        near: true,
        any: 'open and done',
        choices: [
          { value: 'open', label: 'open' },
          { value: 'done', label: 'done' },
        ],
        where: (values) =>
          values.map((value) => `t.done_at is ${value === 'open' ? '' : 'not '}null`).join(' or '),
      },
      {
        key: 'due',
        label: 'Due',
        kind: 'choice',
        near: true,
        any: 'any time',
        choices: [
          { value: 'overdue', label: 'overdue' },
          { value: 'today', label: 'today' },
          { value: 'week', label: 'within a week' },
          { value: 'none', label: 'no day' },
        ],
        where: (values) => {
          const conditions: Record<string, string> = {
            overdue: `t.due_on < ${today}`,
            today: `t.due_on = ${today}`,
            week: `t.due_on between ${today} and ${today} + 7`,
            none: 't.due_on is null',
          };
          return `t.done_at is null and (${values.map((value) => conditions[value]).join(' or ')})`;
        },
      },
      {
        key: 'owner',
        label: 'For',
        kind: 'choice',
        near: true,
        any: 'anyone',
        choices: ownerChoices(context),
        where: (values, bind) => ownedBy('t.owner_id', values, context, bind),
      },
      ...placeFilters(DEPARTMENT).map((filter) => ({ ...filter, near: false })),
    ],
    sort: 'due',
    searched: true,
  };
}

/** What was said to departments in the course of pitches. */
export function activitiesList(context: ListContext): ListDefinition {
  return {
    name: 'activities',
    title: 'Activities',
    path: '/lists/activities',
    noun: ['activity', 'activities'],
    from: 'activity v',
    alias: 'v',
    departmentId: 'v.department_id',
    where: 'true',
    joins: {
      department: departmentOf('v.department_id'),
      pitch: { sql: 'join pitch p on p.id = v.pitch_id' },
      contact: { sql: 'left join contact c on c.id = v.contact_id' },
    },
    columns: [
      {
        key: 'subject',
        label: 'What',
        sql: `jsonb_build_object('text', v.subject, 'href', '/pitches/' || v.pitch_id, 'note', left(v.body, 160))`,
        kind: 'title',
        sort: plainKey('lower(v.subject)', 'text'),
        shown: true,
      },
      {
        key: 'occurred',
        label: 'On',
        sql: 'v.occurred_on',
        kind: 'day',
        sort: plainKey('v.occurred_on', 'date'),
        shown: true,
      },
      {
        key: 'kind',
        label: 'Kind',
        sql: 'v.kind',
        kind: { words: ACTIVITY_KINDS },
        sort: plainKey('v.kind', 'text'),
        shown: true,
      },
      DEPARTMENT_COLUMN,
      ...placeColumns(DEPARTMENT)
        .filter((column) => column.key !== 'kind')
        .map((column) => ({ ...column, shown: column.key === 'state' })),
      { key: 'by', label: 'By', sql: 'v.by_name', kind: 'muted', sort: textKey('v.by_name'), shown: true },
      {
        key: 'contact',
        label: 'Contact',
        sql: 'c.name',
        kind: 'text',
        joins: ['contact'],
        sort: textKey('c.name'),
      },
      { key: 'visibility', label: 'Who reads it', sql: 'v.visibility', kind: { words: WHO_READS } },
      { key: 'body', label: 'What was said', sql: 'v.body', kind: 'text' },
    ],
    filters: [
      {
        key: 'kind',
        label: 'Kind',
        kind: 'choice',
        near: true,
        any: 'any',
        choices: choicesOf(ACTIVITY_KINDS),
        where: (values, bind) => oneOf('v.kind', values, bind),
      },
      {
        key: 'owner',
        label: 'Owner of the pitch',
        kind: 'choice',
        near: true,
        any: 'anyone',
        choices: ownerChoices(context),
        joins: ['pitch'],
        where: (values, bind) => ownedBy('p.owner_id', values, context, bind),
      },
      {
        key: 'occurred',
        label: 'On',
        kind: 'days',
        where: ({ from, to }, bind) => between('v.occurred_on', from, to, bind, 'date'),
      },
      ...placeFilters(DEPARTMENT)
        .filter((filter) => filter.key !== 'kind')
        .map((filter) => ({ ...filter, near: filter.key === 'state' })),
    ],
    sort: '-occurred',
    searched: true,
  };
}
