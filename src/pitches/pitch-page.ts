import { type DepartmentFacts, type ListedContact, placeOf } from '../departments/departments.queries.js';
import { daysBetween } from '../platform/local-time.js';
import type { ActivityKind } from './activity.entity.js';
import { standing } from './staleness.js';
import type { ActivityRow, PitchDetail, StageRow, TaskRow } from './pitches.queries.js';

const ICONS: Record<ActivityKind, string> = { call: 'phone', email: 'mail', meeting: 'users', note: 'note' };
const MONTH = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** Everything the page of one pitch shows, in its template's shape. */
export function pitchPage(
  pitch: PitchDetail,
  rest: {
    department: DepartmentFacts;
    contacts: ListedContact[];
    tasks: TaskRow[];
    ownerName: string | null;
    today: string;
  },
) {
  const { department, contacts, tasks, ownerName, today } = rest;
  const lastTouchedOn =
    [pitch.stageEnteredOn, ...pitch.activities.map((activity) => activity.occurredOn)].sort().at(-1) ?? today;
  const { stale, quietDays } = standing({ ...pitch, lastTouchedOn }, today);
  const won = pitch.stage === 'green_lit' && pitch.closedOn !== null;
  return {
    pitch: {
      id: pitch.id,
      stage: pitch.stage,
      departmentId: pitch.departmentId,
      departmentName: pitch.departmentName,
      place: placeOf(department),
      ori: department.ori,
      kind: pitch.departmentKind,
      ownerId: pitch.ownerId,
      ownerName,
      openedOn: pitch.openedOn,
      closedOn: pitch.closedOn,
      days: stale ? quietDays : pitch.daysInStage,
      stale,
      reason: pitch.closeReason,
      // Only that there is one; the partnership stands on the department's page.
      partnershipId: won ? pitch.departmentId : null,
    },
    offer: pitch.offer,
    stages: [...pitch.stages].reverse().map((stay) => stayOf(stay, won ? (pitch.closedOn ?? today) : today)),
    activities: byMonth(pitch.activities),
    tasks: tasks.map((task) => ({ ...task, done: task.doneAt !== null })),
    contacts,
    oversightOrdinance: department.oversightOrdinance,
    canGreenLight: !won && (pitch.stage === 'legal_review' || pitch.stage === 'green_lit'),
    missing: won ? [] : missingFor(department, contacts),
  };
}

function stayOf(stay: StageRow, today: string) {
  const { stage, occurredOn, leftOn, byName: by, note, reason, councilItem } = stay;
  const days = Math.max(0, daysBetween(occurredOn, leftOn ?? today));
  return { stage, enteredOn: occurredOn, leftOn, days, by, note, reason, councilItem };
}

/** Activities as the timeline takes them: grouped by month, newest first. */
function byMonth(activities: ActivityRow[]) {
  const groups: { label: string; entries: object[] }[] = [];
  for (const { kind, subject, body, byName, occurredOn, visibility, contactName } of activities) {
    const label = MONTH.format(new Date(`${occurredOn}T00:00:00Z`));
    if (groups.at(-1)?.label !== label) groups.push({ label, entries: [] });
    groups.at(-1)?.entries.push({
      day: occurredOn,
      title: contactName ? `${subject} (${contactName})` : subject,
      note: body,
      by: byName,
      icon: ICONS[kind],
      private: visibility === 'vendor',
    });
  }
  return groups;
}

/** What the green light still needs of the department. */
function missingFor(department: DepartmentFacts, contacts: ListedContact[]): string[] {
  const missing: string[] = [];
  if (!department.city) missing.push('city');
  if (department.timeZoneSource !== 'exact') missing.push('confirmed time zone');
  if (!contacts.some((contact) => contact.role === 'pio')) missing.push('public information officer');
  return missing;
}
