import { defineEvent } from '../platform/events/define-event.js';
import type { DraftRef } from './content.events.js';

/** An approved text was given the time at which it goes out; `dueAt` as the department's clocks were read then. */
export const ReleaseTimeSet = defineEvent<DraftRef & { releaseTimeId: string; dueAt: string }>(
  'release_time.set',
  { recordOnly: true },
);

/** A release time was taken back before it came. */
export const ReleaseTimeCancelled = defineEvent<{ draftId: string; releaseTimeId: string }>(
  'release_time.cancelled',
  { recordOnly: true },
);

/** The time came, and the text could not go out: `reason` says why, as a sentence. */
export const ReleaseStopped = defineEvent<{
  draftId: string;
  departmentId: string;
  releaseTimeId: string;
  setBy: string | null;
  reason: string;
}>('release_time.stopped');

/** The embargo of an approved text is over. */
export const EmbargoLifted = defineEvent<{ draftId: string; departmentId: string; contentHash: string }>(
  'embargo.lifted',
);
