import { type DepartmentFacts, type ListedContact, placeOf } from '../departments/departments.queries.js';
import { daysBetween } from '../platform/local-time.js';
import { standing } from './staleness.js';
import { closeReasonLabel } from './close-reasons.js';
import { taskLine } from './tasks/agenda.js';
import type { PitchDetail, StageRow, TaskRow } from './pitches.queries.js';

/** Everything the page of one pitch shows, in its template's shape. */
export function pitchPage(
  pitch: PitchDetail,
  rest: {
    department: DepartmentFacts;
    contacts: ListedContact[];
    tasks: TaskRow[];
    ownerName: string | null;
    today: string;
    /** The limit of its stage. */
    staleAfterDays: number | null;
  },
) {
  const { department, contacts, tasks, ownerName, today, staleAfterDays } = rest;
  const lastTouchedOn =
    [pitch.stageEnteredOn, ...pitch.activities.map((activity) => activity.occurredOn)].sort().at(-1) ?? today;
  const { stale, quietDays } = standing({ ...pitch, lastTouchedOn, staleAfterDays }, today);
  const won = pitch.stage === 'green_lit' && pitch.closedOn !== null;
  return {
    pitch: {
      id: pitch.id,
      stage: pitch.stage,
      departmentId: department.id,
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
      reasonCode: pitch.closeReasonCode,
      reasonLabel: pitch.closeReasonCode && closeReasonLabel(pitch.closeReasonCode),
      won,
      // Only that there is one; the partnership stands on the department's page.
      partnershipId: won ? department.id : null,
    },
    offer: pitch.offer,
    stages: [...pitch.stages].reverse().map((stay) => stayOf(stay, won ? (pitch.closedOn ?? today) : today)),
    offers: pitch.offers,
    tasks: tasks.map(taskLine),
    openTasks: tasks.filter((task) => task.doneAt === null).length,
    nothingPlanned: pitch.closedOn === null && tasks.every((task) => task.doneAt !== null),
    councilItem: pitch.stages.findLast((stay) => stay.councilItem !== null)?.councilItem ?? null,
    contacts,
    oversightOrdinance: department.oversightOrdinance,
    canGreenLight: !won && (pitch.stage === 'legal_review' || pitch.stage === 'green_lit'),
    missing: won ? [] : missingFor(department, contacts),
  };
}

function stayOf(stay: StageRow, today: string) {
  const { stage, occurredOn, leftOn, byName: by, note, reason, reasonCode, councilItem } = stay;
  const label = reasonCode && reasonCode !== 'other' ? closeReasonLabel(reasonCode) : null;
  const days = Math.max(0, daysBetween(occurredOn, leftOn ?? today));
  return {
    stage,
    enteredOn: occurredOn,
    leftOn,
    days,
    by,
    note,
    reason: reason === label ? null : reason,
    label,
    councilItem,
  };
}

/** What the green light still needs of the department. */
function missingFor(department: DepartmentFacts, contacts: ListedContact[]): string[] {
  const missing: string[] = [];
  if (!department.city) missing.push('city');
  if (department.timeZoneSource !== 'exact') missing.push('confirmed time zone');
  if (!contacts.some((contact) => contact.role === 'pio')) missing.push('public information officer');
  return missing;
}
