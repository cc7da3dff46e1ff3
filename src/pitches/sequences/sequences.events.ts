import { defineEvent } from '../../platform/events/define-event.js';
import type { StopReason, WaitCause } from './enrolment-life.js';

interface OfEnrolment {
  enrolmentId: string;
  pitchId: string;
  departmentId: string;
}

/** A sequence was written or changed; those under way keep the steps they began with. */
export const SequenceSaved = defineEvent<{ sequenceId: string; version: number }>('sequence.saved', {
  recordOnly: true,
});
export const SequenceRetired = defineEvent<{ sequenceId: string }>('sequence.retired', { recordOnly: true });

export const ContactEnrolled = defineEvent<OfEnrolment>('sequence.enrolled', { recordOnly: true });
export const EnrolmentPaused = defineEvent<OfEnrolment & { cause: WaitCause | null }>('sequence.paused', {
  recordOnly: true,
});
export const EnrolmentResumed = defineEvent<OfEnrolment>('sequence.resumed', { recordOnly: true });
/** `reason` null: all of its mails were sent. */
export const EnrolmentEnded = defineEvent<OfEnrolment & { reason: StopReason | null }>('sequence.ended', {
  recordOnly: true,
});

/** A department pressed stop in one of our mails: no sequence begins in this pitch until that is lifted. */
export const DepartmentStoppedFollowUps = defineEvent<OfEnrolment>('sequence.department_stopped', {
  recordOnly: true,
});

/** A department's stop was lifted, by itself or by a rep whom it asked: sequences may begin in this pitch again. */
export const FollowUpStopLifted = defineEvent<{
  pitchId: string;
  departmentId: string;
  by: 'department' | 'rep';
}>('sequence.stop_lifted', { recordOnly: true });
