import type { Actor, Role } from '../platform/actor.js';
import { canDecide, objectionTo } from './approvals.policy.js';

const vendor = (role: Role, groups: string[], personId = 'p1'): Actor => ({
  side: 'vendor',
  personId,
  membershipId: 'm',
  name: 'N',
  role,
  groups,
  via: 'session',
  scopes: null,
});
const review = { group: 'legal', authorIds: ['author'] };

describe('who may decide a review', () => {
  it('is a reviewer or admin in the group', () => {
    expect(canDecide(vendor('reviewer', ['legal']), review)).toBe(true);
    expect(canDecide(vendor('admin', ['communications', 'legal']), review)).toBe(true);
  });

  it('is nobody outside the group, and no other role within it', () => {
    expect(objectionTo(vendor('reviewer', ['communications']), review)).toBe('not_in_group');
    expect(objectionTo(vendor('admin', []), review)).toBe('not_in_group');
    expect(objectionTo(vendor('rep', ['legal']), review)).toBe('not_in_group');
    expect(objectionTo({ side: 'public' }, review)).toBe('not_in_group');
  });

  it('is somebody of the backup group too, once the review was handed on to it', () => {
    const late = { ...review, backupGroup: 'partners' };
    expect(canDecide(vendor('reviewer', ['partners']), late)).toBe(true);
    expect(canDecide(vendor('reviewer', ['partners']), { ...late, backupGroup: null })).toBe(false);
    expect(objectionTo(vendor('reviewer', ['partners'], 'author'), late)).toBe('own_work');
  });

  it('is never an author, admins included, in the group or not', () => {
    expect(objectionTo(vendor('admin', ['legal'], 'author'), review)).toBe('own_work');
    expect(objectionTo(vendor('reviewer', [], 'author'), review)).toBe('own_work');
  });
});
