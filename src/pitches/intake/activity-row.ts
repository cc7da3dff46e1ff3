import { createHash } from 'node:crypto';
import { PLACE_FIELDS, placeOfRow } from '../../departments/department-matching.service.js';
import {
  type Cells,
  type ListField,
  type ReadRow,
  RowFlag,
  type Values,
} from '../../departments/intake.dto.js';
import { ACTIVITY_KINDS, type ActivityKind } from '../activity.entity.js';

export const ACTIVITY_FIELDS: ListField[] = [
  { key: 'kind', label: 'Kind', headers: ['kind', 'type', 'activity_type', 'activity'] },
  {
    key: 'day',
    label: 'Day',
    headers: [
      'date',
      'day',
      'occurred_on',
      'activity_date',
      'due_date',
      'timestamp',
      'created_at',
      'done_at',
      'marked_as_done_time',
    ],
    day: true,
  },
  { key: 'subject', label: 'Subject', headers: ['subject', 'title', 'name', 'activity_subject'] },
  {
    key: 'body',
    label: 'What was said',
    headers: ['body', 'note', 'notes', 'description', 'text', 'content', 'details'],
  },
  { key: 'direction', label: 'Direction', headers: ['direction', 'call_direction', 'email_direction'] },
  { key: 'contact', label: 'Contact’s e-mail', headers: ['contact_email', 'email', 'with', 'to_email'] },
  { key: 'by', label: 'By', headers: ['by', 'owner', 'user', 'author', 'created_by', 'assigned_to'] },
  {
    key: 'sourceId',
    label: 'Its number there',
    hint: 'What the other system calls it; keeps a second import from writing it twice',
    headers: ['id', 'activity_id', 'record_id', 'engagement_id', 'source_id', 'object_id'],
  },
  ...PLACE_FIELDS,
];

export interface SaidActivity extends Values {
  kind: ActivityKind;
  occurred_on: string;
  subject: string | null;
  body: string | null;
  direction: 'in' | 'out';
  contact_email: string | null;
  by_name: string | null;
  source_id: string | null;
}

const KIND_WORDS: [RegExp, ActivityKind][] = [
  [/call|phone|voicemail/, 'call'],
  [/mail/, 'email'],
  [/meet|visit|appointment|demo|lunch|conference/, 'meeting'],
];

const TITLES: Record<ActivityKind, string> = {
  call: 'Call',
  email: 'E-mail',
  meeting: 'Meeting',
  note: 'Note',
};

/** Reads a row of a list of activities. Throws a RowFlag when it has no day. */
export function readActivity(cells: Cells): ReadRow & { values: SaidActivity } {
  const place = placeOfRow(cells);
  const day = cells.day('day');
  if (day === null) throw new RowFlag('date_missing', 'The row says no day. Add one and import it again.');
  return {
    place,
    values: {
      kind: kindOf(cells.text('kind')),
      occurred_on: day,
      subject: cells.text('subject') || null,
      body: cells.text('body') || null,
      direction: /^(in|inbound|incoming|received)$/i.test(cells.text('direction')) ? 'in' : 'out',
      contact_email: cells.text('contact').toLowerCase() || null,
      by_name: cells.text('by') || null,
      source_id: cells.text('sourceId') || null,
    },
  };
}

/** Our kind for a word of another system; what is neither said nor met is a note. */
export function kindOf(text: string): ActivityKind {
  const word = text.toLowerCase();
  const own = ACTIVITY_KINDS.find((kind) => kind === word);
  return own ?? KIND_WORDS.find(([pattern]) => pattern.test(word))?.[1] ?? 'note';
}

/** What the activity is called when its row has no subject. */
export function titleOf({ subject, kind }: SaidActivity): string {
  return subject ?? TITLES[kind];
}

/** What tells an activity from every other: the other system's number, else what it says. */
export function keyOfActivity(departmentId: string, said: SaidActivity): string {
  if (said.source_id !== null) return `${departmentId}/${said.source_id}`;
  const { kind, occurred_on, subject, body } = said;
  const hash = createHash('sha256')
    .update(JSON.stringify([kind, occurred_on, subject, body]))
    .digest('hex');
  return `${departmentId}/${hash}`;
}
