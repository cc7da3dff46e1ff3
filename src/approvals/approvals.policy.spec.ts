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
const officer = (role: Role, departmentId: string, personId = 'p2'): Actor => ({
  side: 'department',
  personId,
  departmentId,
  family: [departmentId, `merged-into-${departmentId}`],
  membershipId: 'm',
  name: 'N',
  role,
  groups: [],
  via: 'session',
  scopes: null,
});
const review = { group: 'legal', departmentId: 'd1', authorIds: ['author'] };

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

  it('is, in the department’s own step, one of its public information officers who did not write the text', () => {
    const own = { ...review, group: 'department' };
    expect(canDecide(officer('pio', 'd1'), own)).toBe(true);
    expect(canDecide(officer('pio', 'd1'), { ...own, departmentId: 'merged-into-d1' })).toBe(true);
    expect(objectionTo(officer('pio', 'd1', 'author'), own)).toBe('own_work');
    expect(objectionTo(officer('records_officer', 'd1'), own)).toBe('not_in_group');
    expect(objectionTo(officer('pio', 'd2'), own)).toBe('not_in_group');
    expect(objectionTo(officer('pio', 'd1'), review)).toBe('not_in_group');
    expect(objectionTo(vendor('admin', ['department']), own)).toBe('not_in_group');
  });

  it('is never an author, admins included, in the group or not', () => {
    expect(objectionTo(vendor('admin', ['legal'], 'author'), review)).toBe('own_work');
    expect(objectionTo(vendor('reviewer', [], 'author'), review)).toBe('own_work');
  });
});
