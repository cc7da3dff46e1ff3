import { DEPARTMENT_ROLES, type PersonActor, type Role, VENDOR_ROLES } from '../platform/actor.js';

const vendor = VENDOR_ROLES;
const department = DEPARTMENT_ROLES;
const all: readonly Role[] = [...vendor, ...department];
const reps: readonly Role[] = ['rep', 'admin'];
const writers: readonly Role[] = ['pio', 'rep', 'admin'];

/**
 * Who may do what. A route names one of these; what is not named is denied. Finer rules (own work, own department,
 * group of a review) stand in the rooms' policies and in row-level security.
 */
export const PERMISSIONS = {
  'departments.read': vendor,
  'departments.write': reps,
  'imports.manage': reps,
  'fields.manage': ['admin'],
  'views.manage': vendor,
  'pitches.read': vendor,
  'pitches.write': reps,
  'partnerships.read': all,
  'partnerships.write': reps,
  'partnerships.recount': ['admin'],
  'downloads.read': all,
  'downloads.ingest': reps,
  'downloads.correct': reps,
  'rewards.read': all,
  'rewards.accept': writers,
  'rewards.refuse': writers,
  'rewards.approve': ['admin'],
  'rewards.fulfil': ['fulfilment', 'admin'],
  'rewards.deliver': ['pio', 'fulfilment', 'admin'],
  'rewards.dispose': writers,
  'allowances.write': reps,
  'templates.read': all,
  'templates.write': ['admin'],
  'drafts.read': all,
  'drafts.write': writers,
  'drafts.submit': writers,
  'drafts.answer': writers,
  'drafts.decide': ['pio'],
  'drafts.release': ['pio', 'admin'],
  'drafts.correct': writers,
  'drafts.recall': writers,
  'reviews.read': vendor,
  'reviews.decide': ['reviewer', 'admin'],
  'reviews.break_glass': ['admin'],
  'policies.manage': ['admin'],
  'threads.write': ['pio', 'rep', 'reviewer', 'admin'],
  'reminders.read': all,
  'reminders.write': writers,
  'outreach.write': writers,
  'mail.read': vendor,
  'mail.write': reps,
  'audit.read': all,
  'records.read': ['pio', 'records_officer', 'rep', 'admin'],
  'reports.read': vendor,
  'webhooks.manage': ['admin'],
  'people.manage': ['admin'],
  'organisation.read': vendor,
  'organisation.write': ['admin'],
  'own.account': all,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(PERMISSIONS, name);
}

/** Whether the actor's role, and the scopes of their token if any, allow it. */
export function allows(actor: PersonActor, permission: Permission): boolean {
  const roles: readonly Role[] = PERMISSIONS[permission];
  if (!roles.includes(actor.role)) return false;
  return actor.scopes === null || actor.scopes.includes(permission);
}
