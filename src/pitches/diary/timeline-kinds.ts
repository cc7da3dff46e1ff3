/** What a timeline can be narrowed to. */
export const TIMELINE_KINDS = ['calls', 'mails', 'notes', 'stages', 'offers', 'documents', 'tasks'] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

export const TIMELINE_LABELS: Record<TimelineKind, string> = {
  calls: 'Calls and meetings',
  mails: 'Mail',
  notes: 'Notes',
  stages: 'Stages',
  offers: 'Offers',
  documents: 'Documents',
  tasks: 'Tasks',
};

/** Which events of a pitch belong to a kind, as a condition on `e` (domain_event). */
export const TIMELINE_CONDITIONS: Record<TimelineKind, string> = {
  calls: `e.type = 'pitch.activity_logged' and e.payload ->> 'kind' in ('call', 'meeting')`,
  mails: `(e.type = 'pitch.activity_logged' and e.payload ->> 'kind' = 'email'
    or e.type like 'pitch.mail%' or e.type like 'mail.%' or e.type like 'email.%' or e.type like 'sequence.%')`,
  notes: `e.type = 'pitch.activity_logged' and e.payload ->> 'kind' = 'note'`,
  stages: `e.type in ('pitch.opened', 'pitch.moved', 'pitch.won', 'pitch.outcome_noted', 'pitch.council_item_recorded')`,
  offers: `e.type in ('pitch.offer_made', 'pitch.offer_refused')`,
  documents: `(e.type = 'pitch.activity_logged' and (e.payload ->> 'files')::int > 0 or e.type = 'partnership.opened')`,
  tasks: `e.type like 'task.%'`,
};
