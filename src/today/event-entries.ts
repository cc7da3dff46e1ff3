import { localDate } from '../platform/local-time.js';

export interface RecordedEvent {
  seq: number;
  type: string;
  summary: string;
  actorName: string;
  visibility: 'shared' | 'vendor';
  payload: Record<string, unknown>;
  occurredOn: string | null;
  recordedAt: Date;
}

/** Icon for what an event speaks of, by the first word of its type. */
const ICONS: Record<string, string> = {
  activity: 'phone',
  contact: 'user',
  department: 'pencil',
  draft: 'file-text',
  download: 'download',
  email: 'mail',
  kit: 'writing',
  partnership: 'building-community',
  pitch: 'note',
  referral: 'link',
  release: 'world',
  reminder: 'calendar-month',
  review: 'rubber-stamp',
  reward: 'package',
  task: 'check',
};
const KIND_ICONS: Record<string, string> = { call: 'phone', email: 'mail', meeting: 'users', note: 'note' };
const BIG = new Set([
  'pitch.won',
  'partnership.opened',
  'partnership.announced',
  'partnership.ended',
  'draft.released',
]);
const MONTH = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** Events as the timeline's partial takes them: by month of their business day, newest first. */
export function timelineOf(events: RecordedEvent[], zone: string) {
  const groups: { label: string; entries: object[] }[] = [];
  for (const event of events) {
    const day = event.occurredOn ?? localDate(event.recordedAt, zone);
    const label = MONTH.format(new Date(`${day}T00:00:00Z`));
    if (groups.at(-1)?.label !== label) groups.push({ label, entries: [] });
    groups.at(-1)?.entries.push({
      day,
      title: event.summary,
      by: event.actorName,
      big: BIG.has(event.type),
      private: event.visibility === 'vendor',
      ...signOf(event),
    });
  }
  return groups;
}

function signOf({ type, payload }: RecordedEvent): { life: string; state: string } | { icon: string } {
  if (type === 'pitch.moved') return { life: 'pitch', state: String(payload['to']) };
  if (type === 'activity.logged' || type === 'pitch.activity_logged')
    return { icon: KIND_ICONS[String(payload['kind'])] ?? 'note' };
  return { icon: ICONS[type.split(/[._-]/)[0] ?? ''] ?? 'note' };
}
