import { defineEvent } from '../../platform/events/define-event.js';

interface OfPitch {
  pitchId: string;
  departmentId: string;
}

/** A step of a pitch that was made elsewhere, as a list told it; nobody is mailed for it. */
export const PitchImported = defineEvent<OfPitch & { stage: string; importId: string }>('pitch.imported', {
  recordOnly: true,
});

/** A call, mail, meeting or note of another system. */
export const ActivityImported = defineEvent<OfPitch & { activityId: string; kind: string; importId: string }>(
  'pitch.activity_imported',
  { recordOnly: true },
);

/** An imported activity went with its import; the entry before it on the trail no longer stands for anything. */
export const ActivityTakenBack = defineEvent<OfPitch & { activityId: string }>('pitch.activity_taken_back', {
  recordOnly: true,
});
