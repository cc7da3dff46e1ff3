import type { StoredEvent } from '../platform/events/define-event.js';

/** What a notice of an event is of, and where it leads. */
export interface ToldOf {
  kind: string;
  path: string;
}

type Payload = Record<string, unknown>;

/** Events that reach people, by their names; `null` for one that, by what it says, concerns nobody. Pure. */
const TOLD: Readonly<Record<string, (payload: Payload, event: StoredEvent) => ToldOf | null>> = {
  'draft.submitted': (p) => ({ kind: 'draft.submitted', path: `/drafts/${text(p, 'draftId')}` }),
  'review.requested': (p) => ({
    kind: 'review.requested',
    // The department's people decide on the text's own page; the queue is the vendor's.
    path: p['group'] === 'department' ? `/drafts/${text(p, 'draftId')}` : `/reviews/${text(p, 'reviewId')}`,
  }),
  'review.decided': (p) => ({
    kind: p['decision'] === 'changes_requested' ? 'draft.changes_asked' : 'draft.decided',
    path: `/drafts/${text(p, 'draftId')}`,
  }),
  'review.lapsed': (p) => ({ kind: 'review.lapsed', path: `/drafts/${text(p, 'draftId')}` }),
  'draft.changes_proposed': (p) => ({
    kind: 'draft.changes_proposed',
    path: `/drafts/${text(p, 'draftId')}`,
  }),
  'release.published': (p) => ({ kind: 'release.published', path: `/drafts/${text(p, 'draftId')}` }),
  'release.correction_asked': (p) => ({
    kind: 'release.correction_asked',
    path: `/drafts/${text(p, 'draftId')}`,
  }),
  'release.recalled': (p) => ({ kind: 'release.recalled', path: `/drafts/${text(p, 'draftId')}` }),
  'reward.offered': () => ({ kind: 'reward.offered', path: '/gifts' }),
  'reward.shipped': () => ({ kind: 'reward.shipped', path: '/gifts' }),
  'reward.accepted': (p) => ({ kind: 'reward.accepted', path: `/rewards/${text(p, 'rewardId')}` }),
  'reward.declined': (p) => ({ kind: 'reward.declined', path: `/rewards/${text(p, 'rewardId')}` }),
  'outreach.posted': (p) => ({
    kind: 'outreach.posted',
    path: `/reminders/schedules/${text(p, 'partnershipId')}`,
  }),
  'task.added': (p) => ({ kind: 'task.assigned', path: `/tasks/${text(p, 'taskId')}` }),
  'task.changed': (p) =>
    Array.isArray(p['changed']) && p['changed'].some((field) => field === 'owner' || field === 'ownerId')
      ? { kind: 'task.assigned', path: `/tasks/${text(p, 'taskId')}` }
      : null,
  'pitch.assigned': (p) => ({ kind: 'pitch.assigned', path: `/pitches/${text(p, 'pitchId')}` }),
  'pitch.activity_logged': (p) => ({ kind: 'pitch.mention', path: `/pitches/${text(p, 'pitchId')}` }),
  'pitch.mail_received': (p) =>
    p['kind'] === 'answer' ? { kind: 'pitch.answered', path: `/pitches/${text(p, 'pitchId')}` } : null,
  'reminder.failed': (p) => ({ kind: 'reminder.failed', path: reminders(p) }),
  'reminder.skipped': (p) =>
    // What the department or the schedule wanted is no trouble; what a person may put right is.
    ['late', 'no_recipient'].includes(text(p, 'reason'))
      ? { kind: 'reminder.failed', path: reminders(p) }
      : null,
  'stock.fell_low': (p) => ({ kind: 'stock.low', path: `/stock?sku=${encodeURIComponent(text(p, 'sku'))}` }),
  'burst.flagged': () => ({ kind: 'burst.flagged', path: '/downloads/bursts' }),
  'email.settled': (p) =>
    // A notice about a notice that did not arrive would go the same way.
    ['bounced', 'failed', 'unknown'].includes(text(p, 'state')) && !text(p, 'topic').startsWith('notice')
      ? { kind: 'mail.trouble', path: `/mail/${text(p, 'emailId')}` }
      : null,
};

/** Mails settle by the thousand and nearly all of them well, so these are looked at where they are written, without a delivery. */
export const TOLD_AT_ONCE: readonly string[] = ['email.settled'];
export const TOLD_LATER: readonly string[] = Object.keys(TOLD).filter((type) => !TOLD_AT_ONCE.includes(type));

/** What an event tells people, or null when it tells nobody anything. */
export function toldOf(event: StoredEvent): ToldOf | null {
  return TOLD[event.type]?.((event.payload ?? {}) as Payload, event) ?? null;
}

function text(payload: Payload, name: string): string {
  const value = payload[name];
  return typeof value === 'string' ? value : '';
}

function reminders(payload: Payload): string {
  return `/reminders?period=${text(payload, 'period')}`;
}
