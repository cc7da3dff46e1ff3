import { defineEvent } from '../platform/events/define-event.js';

interface Which {
  reminderId: string;
  partnershipId: string;
  departmentId: string;
  /** `YYYY-MM`. */
  period: string;
}

export const ReminderScheduleChanged = defineEvent<{
  partnershipId: string;
  departmentId: string;
  rule: object | null;
  hour: number;
  active: boolean;
}>('reminder.schedule-changed', { recordOnly: true });
export const ReminderSent = defineEvent<Which & { byHand: boolean }>('reminder.sent', { recordOnly: true });
export const ReminderSkipped = defineEvent<Which & { reason: string }>('reminder.skipped', {
  recordOnly: true,
});
export const ReminderFailed = defineEvent<Which & { reason: string }>('reminder.failed', {
  recordOnly: true,
});
/** Staff looked at a reminder by mail; it went to no department and is counted nowhere. */
export const TestReminderSent = defineEvent<{ partnershipId: string; departmentId: string; emailId: string }>(
  'reminder.test-sent',
  { recordOnly: true },
);
/** The department said that it posted. */
export const OutreachPosted = defineEvent<{
  postId: string;
  partnershipId: string;
  departmentId: string;
  period: string;
  url: string | null;
}>('outreach.posted', { recordOnly: true });
