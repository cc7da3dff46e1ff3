import { DEPARTMENT_ROLES, VENDOR_ROLES } from '../platform/actor.js';
import { kindsFor, NOTICE_KINDS, noticeKind, waysOf } from './notice-kinds.js';

describe('kinds of notices', () => {
  it('are each named once, with a usual way that is one of theirs', () => {
    expect(new Set(NOTICE_KINDS.map(({ kind }) => kind)).size).toBe(NOTICE_KINDS.length);
    for (const kind of NOTICE_KINDS) expect(waysOf(kind)).toContain(kind.usual);
  });

  it('are offered to the roles they can concern, and no second mail where one is sent anyway', () => {
    expect(kindsFor('fulfilment').map(({ kind }) => kind)).toEqual([
      'reward.accepted',
      'pitch.mention',
      'stock.low',
    ]);
    expect(kindsFor('records_officer')).toEqual([]);
    expect(waysOf(noticeKind('review.requested')!)).toEqual(['page', 'digest']);
    expect(noticeKind('nothing.such')).toBeUndefined();
  });

  it('keep what is the vendor’s own from departments', () => {
    const theirs = DEPARTMENT_ROLES.flatMap(kindsFor).map(({ kind }) => kind);
    for (const vendors of [
      'task.assigned',
      'pitch.mention',
      'reminder.failed',
      'stock.low',
      'burst.flagged',
      'mail.trouble',
    ])
      expect(theirs).not.toContain(vendors);
    expect(VENDOR_ROLES.every((role) => kindsFor(role).length > 0)).toBe(true);
  });
});
