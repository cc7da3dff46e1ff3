import type { ImportKind } from '../departments/intake.dto.js';

interface KindWords {
  /** What a file of the kind is called. */
  list: string;
  label: string;
  hint: string;
}

export const KIND_WORDS: Record<ImportKind, KindWords> = {
  departments: {
    list: 'Agency list',
    label: 'Departments',
    hint: 'Agencies with their ORI, kind, county and place',
  },
  contacts: {
    list: 'List of contacts',
    label: 'Contacts',
    hint: 'People at departments, with roles and addresses',
  },
  pitches: { list: 'List of pitches', label: 'Pitches', hint: 'Deals with their stage, owner and dates' },
  activities: {
    list: 'List of activities',
    label: 'Activities',
    hint: 'Calls, mails, meetings and notes; import the pitches first',
  },
};
