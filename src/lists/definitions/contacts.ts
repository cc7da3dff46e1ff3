import { survivorId } from '../../departments/survivors.queries.js';
import { type ListDefinition, oneOf, plainKey, textKey } from '../list-definition.js';
import {
  choicesOf,
  DEPARTMENT,
  DEPARTMENT_COLUMN,
  departmentOf,
  partnershipFilters,
  placeColumns,
  placeFilters,
} from './of-departments.js';

const ROLES = {
  chief: 'Chief',
  pio: 'Public information officer',
  community_engagement: 'Community engagement',
  records_officer: 'Records officer',
  city_attorney: 'City attorney',
  council_clerk: 'Council clerk',
  other: 'Other',
};

/** Everyone one may write to. */
export function contactsList(): ListDefinition {
  return {
    name: 'contacts',
    title: 'Contacts',
    path: '/lists/contacts',
    noun: ['contact', 'contacts'],
    from: 'contact c',
    alias: 'c',
    departmentId: 'c.department_id',
    where: 'c.ended_at is null',
    joins: { department: departmentOf('c.department_id') },
    columns: [
      {
        key: 'name',
        label: 'Name',
        sql: `jsonb_build_object('text', c.name, 'href', '/departments/' || ${survivorId('c.department_id')} || '#contacts',
          'note', c.title)`,
        kind: 'title',
        sort: plainKey('lower(c.name)', 'text'),
        shown: true,
      },
      {
        key: 'role',
        label: 'Role',
        sql: 'c.role',
        kind: { words: ROLES },
        sort: plainKey('c.role', 'text'),
        shown: true,
      },
      DEPARTMENT_COLUMN,
      ...placeColumns(DEPARTMENT).map((column) => ({ ...column, shown: column.key === 'state' })),
      { key: 'email', label: 'E-mail', sql: 'c.email', kind: 'email', sort: textKey('c.email'), shown: true },
      { key: 'phone', label: 'Phone', sql: 'c.phone', kind: 'text', shown: true },
      { key: 'title', label: 'Title', sql: 'c.title', kind: 'text', sort: textKey('c.title') },
      {
        key: 'added',
        label: 'Added',
        sql: 'c.created_at',
        kind: 'instant',
        sort: plainKey('c.created_at', 'timestamptz'),
      },
    ],
    filters: [
      {
        key: 'role',
        label: 'Role',
        kind: 'choice',
        near: true,
        any: 'any',
        choices: choicesOf(ROLES),
        where: (values, bind) => oneOf('c.role', values, bind),
      },
      ...placeFilters(DEPARTMENT),
      ...partnershipFilters(DEPARTMENT),
    ],
    sort: 'name',
    searched: true,
  };
}
