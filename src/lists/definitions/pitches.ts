import { BY_NAME } from '../../departments/departments.queries.js';
import {
  between,
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
  departmentOf,
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

const DEPARTMENT = ['department'];
const PLACE_STAGE = `array_position(array['prospect','contacted','pitched','in_discussion','legal_review','green_lit',
  'declined','dormant'], p.stage)`;

/** Every pitch the reader may see, open and closed: the table beside the board. */
export function pitchesList(context: ListContext): ListDefinition {
  const fields = context.fields.filter((field) => !field.retired);
  const daysInStage = `greatest(0, ${day(context.today)} - p.stage_entered_on)`;
  return {
    name: 'pitches',
    title: 'Pitches',
    path: '/pitches',
    noun: ['pitch', 'pitches'],
    from: 'pitch p',
    alias: 'p',
    departmentId: 'p.department_id',
    where: 'true',
    joins: {
      department: departmentOf('p.department_id'),
      owner: { sql: 'left join person o on o.id = p.owner_id' },
    },
    columns: [
      {
        key: 'name',
        label: 'Department',
        sql: `jsonb_build_object('text', d.name, 'href', '/pitches/' || p.id, 'city', d.city, 'county', d.county,
          'state', d.state, 'kind', d.kind)`,
        kind: 'title',
        joins: DEPARTMENT,
        sort: plainKey(BY_NAME, 'text'),
        shown: true,
      },
      {
        key: 'stage',
        label: 'Stage',
        sql: 'p.stage',
        kind: { life: 'pitch' },
        sort: plainKey(PLACE_STAGE, 'integer'),
        shown: true,
      },
      {
        key: 'owner',
        label: 'Owner',
        sql: 'o.name',
        kind: 'muted',
        joins: ['owner'],
        sort: textKey('o.name'),
        shown: true,
      },
      {
        key: 'next',
        label: 'Next step',
        // Carried by the pitch itself (migration 4700).
        sql: `case when p.step_card is not null then jsonb_build_object('text',
          (p.step_card || '"overdue":false}')::jsonb ->> 'title', 'day', p.step_due_on) end`,
        kind: 'next-step',
        sort: dayKey('p.step_due_on'),
        shown: true,
      },
      {
        key: 'devices',
        label: 'Devices',
        sql: 'p.devices_promised',
        kind: 'number',
        sort: plainKey('p.devices_promised', 'integer'),
        shown: true,
      },
      {
        key: 'days',
        label: 'Days in stage',
        sql: daysInStage,
        kind: 'number',
        sort: plainKey(daysInStage, 'integer'),
        shown: true,
      },
      {
        key: 'touched',
        label: 'Last touch',
        sql: 'p.last_touched_on',
        kind: 'day',
        sort: plainKey('p.last_touched_on', 'date'),
        shown: true,
      },
      ...placeColumns(DEPARTMENT),
      {
        key: 'opened',
        label: 'Opened',
        sql: 'p.opened_on',
        kind: 'day',
        sort: plainKey('p.opened_on', 'date'),
      },
      {
        key: 'entered',
        label: 'In stage since',
        sql: 'p.stage_entered_on',
        kind: 'day',
        sort: plainKey('p.stage_entered_on', 'date'),
      },
      { key: 'closed', label: 'Closed', sql: 'p.closed_on', kind: 'day', sort: dayKey('p.closed_on') },
      {
        key: 'reason',
        label: 'Reason',
        sql: 'p.close_reason',
        kind: 'text',
        sort: textKey('p.close_reason'),
      },
      ...customColumns(fields, 'p.custom'),
    ],
    filters: [
      {
        key: 'standing',
        label: 'Pitches',
        kind: 'choice',
        near: true,
        any: 'open and closed',
        choices: [
          { value: 'open', label: 'open' },
          { value: 'closed', label: 'closed' },
        ],
        where: (values) =>
          values.map((value) => `p.closed_on is ${value === 'open' ? '' : 'not '}null`).join(' or '),
      },
      {
        key: 'owner',
        label: 'Owner',
        kind: 'choice',
        near: true,
        any: 'anyone',
        choices: ownerChoices(context),
        where: (values, bind) => ownedBy('p.owner_id', values, context, bind),
      },
      {
        key: 'stage',
        label: 'Stage',
        kind: 'choice',
        near: true,
        any: 'any',
        choices: STAGE_CHOICES,
        where: (values, bind) => oneOf('p.stage', values, bind),
      },
      {
        key: 'next',
        label: 'Next step',
        kind: 'choice',
        near: true,
        any: 'any',
        choices: NEXT_CHOICES,
        where: (values) =>
          `p.closed_on is null and (${nextStep(values, 'from task where pitch_id = p.id and done_at is null', context)})`,
      },
      ...placeFilters(DEPARTMENT),
      {
        key: 'quiet',
        label: 'Untouched for',
        kind: 'choice',
        any: 'any time',
        choices: QUIET_CHOICES,
        where: ([days], bind) =>
          `p.closed_on is null and p.last_touched_on <= ${day(context.today)} - ${bind(Number(days))}::integer`,
      },
      {
        key: 'stale',
        label: 'Stale',
        kind: 'choice',
        any: 'or not',
        choices: [{ value: 'true', label: 'only those' }],
        where: () => `p.closed_on is null and exists (select from stage_limit l where l.stage = p.stage
          and p.last_touched_on <= ${day(context.today)} - l.stale_after_days)`,
      },
      {
        key: 'opened',
        label: 'Opened',
        kind: 'days',
        where: ({ from, to }, bind) => between('p.opened_on', from, to, bind, 'date'),
      },
      {
        key: 'touched',
        label: 'Last touch',
        kind: 'days',
        where: ({ from, to }, bind) => between('p.last_touched_on', from, to, bind, 'date'),
      },
      ...partnershipFilters(DEPARTMENT).map((filter) => ({ ...filter, near: false })),
      ...customFilters(fields, 'p.custom'),
    ],
    sort: '-touched',
    searched: true,
  };
}
