import { BY_NAME } from '../../departments/departments.queries.js';
import {
  dayKey,
  type ListContext,
  type ListDefinition,
  oneOf,
  plainKey,
  textKey,
} from '../list-definition.js';
import { customColumns, customFilters } from './custom.js';
import {
  day,
  NEXT_CHOICES,
  nextStep,
  ownedBy,
  ownerChoices,
  partnershipFilters,
  placeColumns,
  placeFilters,
  QUIET_CHOICES,
  STAGE_CHOICES,
} from './of-departments.js';

/** A department with those that were merged into it: their rows are one record. */
const FAMILY = 'array(select m.id from department m where m.merged_into_id = d.id) || d.id';

/** Every department, with where its pitch or partnership stands. */
export function departmentsList(context: ListContext): ListDefinition {
  const fields = context.fields.filter((field) => !field.retired);
  const open = (condition: string) =>
    inFamily(
      (of) => `from pitch op where op.department_id ${of} and op.closed_on is null and (${condition})`,
    );
  return {
    name: 'departments',
    title: 'Departments',
    path: '/departments',
    noun: ['department', 'departments'],
    from: 'department d',
    alias: 'd',
    departmentId: 'd.id',
    where: 'd.merged_into_id is null',
    joins: {
      pitch: {
        sql: `left join lateral (select * from pitch where department_id = any (${FAMILY})
          order by (closed_on is null) desc, id desc limit 1) p on true`,
      },
      owner: { sql: 'left join person o on o.id = p.owner_id', needs: ['pitch'] },
      task: {
        sql: `left join lateral (select title, due_on from task where department_id = any (${FAMILY}) and done_at is null
          order by due_on nulls last, id limit 1) t on true`,
      },
      partnership: {
        sql: `left join lateral (select * from partnership where department_id = any (${FAMILY})
          order by (state <> 'ended') desc, signed_on desc, id desc limit 1) ps on true`,
      },
      account: { sql: 'left join reward_account a on a.partnership_id = ps.id', needs: ['partnership'] },
    },
    columns: [
      {
        key: 'name',
        label: 'Department',
        sql: `jsonb_build_object('text', d.name, 'href', '/departments/' || d.id, 'city', d.city, 'county', d.county,
          'state', d.state, 'kind', d.kind)`,
        kind: 'title',
        sort: plainKey(BY_NAME, 'text'),
        shown: true,
      },
      ...placeColumns([]).map((column) => ({ ...column, shown: column.key === 'ori' })),
      {
        key: 'standing',
        label: 'Standing',
        sql: `case when ps.state is not null then jsonb_build_object('life', 'partnership', 'state', ps.state)
          when p.stage is not null then jsonb_build_object('life', 'pitch', 'state', p.stage) end`,
        kind: 'standing',
        joins: ['pitch', 'partnership'],
        shown: true,
      },
      {
        key: 'owner',
        label: 'Owner',
        sql: 'o.name',
        kind: 'muted',
        joins: ['owner'],
        sort: textKey('o.name'),
      },
      {
        key: 'touched',
        label: 'Last touch',
        sql: 'p.last_touched_on',
        kind: 'day',
        joins: ['pitch'],
        sort: dayKey('p.last_touched_on'),
      },
      {
        key: 'next',
        label: 'Next step',
        sql: `case when t.title is not null then jsonb_build_object('text', t.title, 'day', t.due_on) end`,
        kind: 'next-step',
        joins: ['task'],
        sort: dayKey('t.due_on'),
      },
      {
        key: 'downloads',
        label: 'Downloads',
        sql: 'case when ps.id is not null then coalesce(a.qualifying, 0) end',
        kind: 'number',
        joins: ['account'],
        sort: {
          asc: 'coalesce(a.qualifying, 2147483647)',
          desc: 'coalesce(a.qualifying, -1)',
          cast: 'integer',
        },
        shown: true,
      },
      {
        key: 'devices',
        label: 'Devices',
        sql: 'case when ps.id is not null then coalesce(a.issued, 0) end',
        kind: 'number',
        joins: ['account'],
        sort: { asc: 'coalesce(a.issued, 2147483647)', desc: 'coalesce(a.issued, -1)', cast: 'integer' },
        shown: true,
      },
      {
        key: 'undisclosed',
        label: 'Undisclosed',
        sql: undisclosedDays(context),
        kind: 'warn-days',
        joins: ['partnership'],
        sort: {
          asc: `coalesce(${undisclosedDays(context)}, 2147483647)`,
          desc: `coalesce(${undisclosedDays(context)}, -1)`,
          cast: 'integer',
        },
        shown: true,
      },
      { key: 'website', label: 'Website', sql: 'd.website', kind: 'url' },
      {
        key: 'zone',
        label: 'Time zone',
        sql: 'd.time_zone',
        kind: 'text',
        sort: plainKey('d.time_zone', 'text'),
      },
      {
        key: 'added',
        label: 'Added',
        sql: 'd.created_at',
        kind: 'instant',
        sort: plainKey('d.created_at', 'timestamptz'),
      },
      ...customColumns(fields, 'd.custom'),
    ],
    filters: [
      ...placeFilters([]),
      ...partnershipFilters([]),
      {
        key: 'undisclosed',
        label: 'Announced',
        kind: 'choice',
        any: 'or not',
        choices: [{ value: 'true', label: 'not yet' }],
        where: () =>
          inFamily(
            (of) => `from partnership u where u.department_id ${of} and u.active_on is not null
              and u.announced_on is null and u.ended_on is null`,
          ),
      },
      {
        key: 'stage',
        label: 'Stage',
        kind: 'choice',
        any: 'any',
        choices: STAGE_CHOICES,
        where: (values, bind) => {
          const stage = oneOf('sp.stage', values, bind);
          return inFamily(
            (of) => `from pitch sp where sp.department_id ${of} and ${stage}
              and not exists (select from pitch later where later.department_id ${of}
                and (later.closed_on is null, later.id) > (sp.closed_on is null, sp.id))`,
          );
        },
      },
      {
        key: 'owner',
        label: 'Owner',
        kind: 'choice',
        any: 'anyone',
        choices: ownerChoices(context),
        where: (values, bind) => open(ownedBy('op.owner_id', values, context, bind)),
      },
      {
        key: 'quiet',
        label: 'Untouched for',
        kind: 'choice',
        any: 'any time',
        choices: QUIET_CHOICES,
        where: ([days], bind) =>
          open(`op.last_touched_on <= ${day(context.today)} - ${bind(Number(days))}::integer`),
      },
      {
        key: 'next',
        label: 'Next step',
        kind: 'choice',
        any: 'any',
        choices: NEXT_CHOICES,
        where: (values) =>
          open(nextStep(values, 'from task where pitch_id = op.id and done_at is null', context)),
      },
      ...customFilters(fields, 'd.custom'),
    ],
    sort: 'name',
    searched: true,
  };
}

/** That the department has such rows, itself or through those merged into it; `rows` gets what their department is compared with. */
function inFamily(rows: (of: string) => string): [string, string] {
  return [
    `exists (select ${rows('= d.id')}) and not exists (select from department m where m.merged_into_id = d.id)`,
    `exists (select ${rows(`= any (${FAMILY})`)})
      and d.id in (select m.merged_into_id from department m where m.merged_into_id is not null)`,
  ];
}

/** Days the public was not told, up to today in the department's zone. */
function undisclosedDays(context: ListContext): string {
  return `greatest(0, coalesce(ps.announced_on, ps.ended_on,
    (timestamptz '${context.now}' at time zone d.time_zone)::date) - ps.active_on)`;
}
