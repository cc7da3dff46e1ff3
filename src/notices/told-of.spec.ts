import type { StoredEvent } from '../platform/events/define-event.js';
import { noticeKind } from './notice-kinds.js';
import { toldOf, TOLD_AT_ONCE, TOLD_LATER } from './told-of.js';

const event = (type: string, payload: Record<string, unknown>): StoredEvent =>
  ({
    type,
    payload,
    id: '1',
    subject: { type: 'x', id: '1' },
    summary: '',
    visibility: 'shared',
  }) as StoredEvent;

describe('what an event tells people', () => {
  it.each([
    ['review.decided', { decision: 'approved', draftId: 'd' }, 'draft.decided', '/drafts/d'],
    ['review.decided', { decision: 'changes_requested', draftId: 'd' }, 'draft.changes_asked', '/drafts/d'],
    ['review.requested', { group: 'legal', reviewId: 'r' }, 'review.requested', '/reviews/r'],
    ['review.requested', { group: 'department', draftId: 'd' }, 'review.requested', '/drafts/d'],
    ['task.changed', { changed: ['ownerId'], taskId: 't' }, 'task.assigned', '/tasks/t'],
    [
      'reminder.skipped',
      { reason: 'late', period: '2019-05' },
      'reminder.failed',
      '/reminders?period=2019-05',
    ],
    ['stock.fell_low', { sku: 'HD 2&x' }, 'stock.low', '/stock?sku=HD%202%26x'],
    ['email.settled', { state: 'bounced', topic: 'reminders', emailId: 'e' }, 'mail.trouble', '/mail/e'],
  ])('%s %j is %s', (type, payload, kind, path) => {
    expect(toldOf(event(type, payload))).toEqual({ kind, path });
  });

  it.each([
    ['email.settled', { state: 'sent', topic: 'reminders' }],
    ['email.settled', { state: 'bounced', topic: 'notice-digest' }],
    ['reminder.skipped', { reason: 'posted' }],
    ['task.changed', { changed: ['title'] }],
    ['pitch.mail_received', { kind: 'auto_reply' }],
    ['nothing.such', {}],
  ])('%s %j tells nobody', (type, payload) => {
    expect(toldOf(event(type, payload))).toBeNull();
  });

  it('is always of a known kind and leads to a page of ours', () => {
    const all = { decision: 'approved', changed: ['owner'], reason: 'late', kind: 'answer', state: 'failed' };
    for (const type of [...TOLD_LATER, ...TOLD_AT_ONCE]) {
      const told = toldOf(event(type, all));
      expect(noticeKind(told?.kind ?? '')).toBeDefined();
      expect(told?.path).toMatch(/^\/[a-z]/);
    }
  });
});
