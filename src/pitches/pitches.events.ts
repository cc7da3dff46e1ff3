import { defineEvent } from '../platform/events/define-event.js';

interface OfPitch {
  pitchId: string;
  departmentId: string;
}

/** An attempt to win a department began. */
export const PitchOpened = defineEvent<OfPitch>('pitch.opened', { recordOnly: true });

/** A pitch went to another stage; `from` is where it was. */
export const PitchMoved = defineEvent<OfPitch & { from: string; to: string }>('pitch.moved', {
  recordOnly: true,
});

/** A won pitch closed because its partnership opened. */
export const PitchWon = defineEvent<OfPitch>('pitch.won', { recordOnly: true });

/** It goes to another person of the vendor side; whom it went to before is in `from`. */
export const PitchAssigned = defineEvent<OfPitch & { from: string | null; to: string }>('pitch.assigned', {
  recordOnly: true,
});

export const OfferMade = defineEvent<OfPitch & { offerId: string }>('pitch.offer_made', { recordOnly: true });

/** An offer to somebody else than the department was refused; whom it was meant for is not kept, only that it was a person. */
export const OfferRefused = defineEvent<{
  pitchId: string | null;
  departmentId: string;
  recipient: 'person';
}>('pitch.offer_refused', { recordOnly: true });

/** The council item an oversight ordinance asks for was put on the record ahead of the green light. */
export const CouncilItemRecorded = defineEvent<OfPitch & { number: string; date: string }>(
  'pitch.council_item_recorded',
  { recordOnly: true },
);

/** Somebody said what won the department over. */
export const OutcomeNoted = defineEvent<OfPitch & { reasonCode: string }>('pitch.outcome_noted', {
  recordOnly: true,
});

/** A call, mail, meeting or note; `files` is how many came with it. */
export const ActivityLogged = defineEvent<
  OfPitch & { activityId: string; kind: string; direction: 'out' | 'in'; files: number }
>('pitch.activity_logged', { recordOnly: true });

interface OfTask {
  taskId: string;
  pitchId: string | null;
  departmentId: string;
}

export const TaskAdded = defineEvent<OfTask>('task.added', { recordOnly: true });

export const TaskDone = defineEvent<OfTask>('task.done', { recordOnly: true });

export const TaskReopened = defineEvent<OfTask>('task.reopened', { recordOnly: true });

/** A task was put off to another day. */
export const TaskSnoozed = defineEvent<OfTask & { from: string | null; until: string }>('task.snoozed', {
  recordOnly: true,
});

/** Title, note, owner or day of a task changed; `changed` names the fields. */
export const TaskChanged = defineEvent<OfTask & { changed: string[] }>('task.changed', { recordOnly: true });

/** Somebody made a private calendar address for their tasks; one there was before has ended. */
export const CalendarFeedMade = defineEvent<{ membershipId: string }>('calendar.address_made', {
  recordOnly: true,
});

export const CalendarFeedEnded = defineEvent<{ membershipId: string }>('calendar.address_ended', {
  recordOnly: true,
});
