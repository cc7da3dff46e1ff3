import { localDate } from '../../platform/local-time.js';
import { TIMELINE_KINDS, TIMELINE_LABELS, type TimelineKind } from './timeline-kinds.js';
import type { TimelineRow } from './timeline.queries.js';

const ACTIVITY_ICONS: Record<string, string> = {
  call: 'phone',
  email: 'mail',
  meeting: 'users',
  note: 'note',
};
const ICONS: [start: string, icon: string][] = [
  ['pitch.offer_refused', 'alert-triangle'],
  ['pitch.offer', 'package'],
  ['pitch.mail', 'mail'],
  ['pitch.council', 'file-text'],
  ['task.', 'check'],
  ['sequence.', 'mail'],
  ['mail.', 'mail'],
  ['email.', 'mail'],
  ['partnership.', 'building-community'],
];
const BIG = new Set(['pitch.won', 'partnership.opened']);
const MONTH = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const MOST_SHOWN = 280;

/** A page of a pitch's timeline in its template's shape: by month of the department's days, newest first. */
export function timelinePage(
  pitchId: string,
  rows: TimelineRow[],
  zone: string,
  show: { kind?: TimelineKind; cursor?: string; nextCursor: string | null },
) {
  const groups: { label: string; entries: object[] }[] = [];
  for (const row of rows) {
    const day = row.occurredOn ?? localDate(row.recordedAt, zone);
    const label = MONTH.format(new Date(`${day}T00:00:00Z`));
    if (groups.at(-1)?.label !== label) groups.push({ label, entries: [] });
    groups.at(-1)?.entries.push(entryOf(pitchId, row, day));
  }
  const address = (values: Record<string, string | undefined>): string => {
    const query = new URLSearchParams(
      Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined),
    ).toString();
    return `/pitches/${pitchId}/timeline${query ? `?${query}` : ''}`;
  };
  return {
    frame: show.cursor ? frameOf(show.cursor) : 'pitch-timeline',
    groups,
    kind: show.kind ?? '',
    kinds: [
      { value: '', label: 'Everything', href: address({}) },
      ...TIMELINE_KINDS.map((value) => ({
        value,
        label: TIMELINE_LABELS[value],
        href: address({ kind: value }),
      })),
    ],
    isFirst: !show.cursor,
    next: show.nextCursor
      ? { frame: frameOf(show.nextCursor), href: address({ kind: show.kind, cursor: show.nextCursor }) }
      : null,
    firstHref: show.cursor ? address({ kind: show.kind }) : null,
  };
}

/** Each next page comes into a frame of its own, at the foot of the last, so that what was read stays where it is. */
function frameOf(cursor: string): string {
  return `timeline-${cursor.replace(/[^\w-]/g, '')}`;
}

function entryOf(pitchId: string, row: TimelineRow, day: string) {
  const { activity, files, payload } = row;
  const note = activity && moreThan(activity.subject, activity.body);
  return {
    day,
    title: row.summary,
    about: activity?.contactName ?? null,
    note: note && note.length > MOST_SHOWN ? `${note.slice(0, MOST_SHOWN).trimEnd()}…` : note,
    by: activity?.byName ?? row.actorName,
    big: BIG.has(row.type),
    refused: row.type === 'pitch.offer_refused',
    private: row.visibility === 'vendor',
    href: hrefOf(pitchId, row),
    files,
    ...(row.type === 'pitch.moved' || row.type === 'pitch.opened'
      ? { life: 'pitch', state: String(payload['to'] ?? 'prospect') }
      : { icon: activity ? (ACTIVITY_ICONS[activity.kind] ?? 'note') : iconOf(row.type) }),
  };
}

/** The words of an entry beyond its heading, which for a note is its own first line. */
function moreThan(subject: string, body: string | null): string | null {
  if (!body?.startsWith(subject.replace(/…$/, ''))) return body;
  const rest = subject.endsWith('…') ? body : body.slice(subject.length).trim();
  return rest || null;
}

function iconOf(type: string): string {
  return ICONS.find(([start]) => type.startsWith(start))?.[1] ?? 'note';
}

/** The page, or the part of the pitch's page, on which the thing itself stands. */
function hrefOf(pitchId: string, { type, payload, activity }: TimelineRow): string {
  const id = (name: string): string | null => (typeof payload[name] === 'string' ? payload[name] : null);
  if (activity) return `/pitches/${pitchId}/activities/${activity.id}`;
  if (id('taskId')) return `/tasks/${id('taskId')}`;
  if (type.startsWith('pitch.offer')) return `/pitches/${pitchId}#offers`;
  if (id('partnershipId')) return `/partnerships/${id('partnershipId')}`;
  if (id('emailId')) return `/mail/${id('emailId')}`;
  if (/^(pitch\.mail|sequence|mail)/.test(type)) return `/pitches/${pitchId}/mail`;
  if (type === 'pitch.council_item_recorded') return `/pitches/${pitchId}#oversight`;
  return `/pitches/${pitchId}#stages`;
}
