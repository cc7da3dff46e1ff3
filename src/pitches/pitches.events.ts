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

export const OfferMade = defineEvent<OfPitch & { offerId: string }>('pitch.offer_made', { recordOnly: true });

export const ActivityLogged = defineEvent<OfPitch & { activityId: string; kind: string }>(
  'pitch.activity_logged',
  {
    recordOnly: true,
  },
);

export const TaskAdded = defineEvent<{ taskId: string; pitchId: string | null; departmentId: string }>(
  'task.added',
  {
    recordOnly: true,
  },
);

export const TaskDone = defineEvent<{ taskId: string; pitchId: string | null; departmentId: string }>(
  'task.done',
  {
    recordOnly: true,
  },
);
