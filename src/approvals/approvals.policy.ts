import { type Actor, isOwnDepartment, isPerson } from '../platform/actor.js';
import { DEPARTMENT_GROUP } from './review-policy.js';

/** What the rule needs to know of a review. */
export interface Decidable {
  group: string;
  /** Whose text it is; its own step is decided by its own people. */
  departmentId: string;
  /** A second group that may decide, since the first is late. */
  backupGroup?: string | null;
  authorIds: readonly string[];
}

export type Objection = 'own_work' | 'not_in_group';

/**
 * Why this actor may not decide this review, or null when they may. Membership in the group is needed of admins too,
 * and authorship is looked at first, so that nobody learns to get round it by being added to a group.
 */
export function objectionTo(actor: Actor, review: Decidable): Objection | null {
  if (!isPerson(actor)) return 'not_in_group';
  if (actor.side === 'vendor' || review.group === DEPARTMENT_GROUP) {
    if (review.authorIds.includes(actor.personId)) return 'own_work';
  }
  if (actor.side === 'department') {
    const own = review.group === DEPARTMENT_GROUP && isOwnDepartment(actor, review.departmentId);
    return own && actor.role === 'pio' ? null : 'not_in_group';
  }
  if (review.group === DEPARTMENT_GROUP) return 'not_in_group';
  if (actor.role !== 'reviewer' && actor.role !== 'admin') return 'not_in_group';
  const mayDecide = [review.group, review.backupGroup].some((group) => group && actor.groups.includes(group));
  return mayDecide ? null : 'not_in_group';
}

/** Whether this actor may decide this review, as things stand now. */
export function canDecide(actor: Actor, review: Decidable): boolean {
  return objectionTo(actor, review) === null;
}
