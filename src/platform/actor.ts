/** The roles a membership can hold; what each may do stands in identity/permissions.ts. */
export type Role = 'rep' | 'reviewer' | 'fulfilment' | 'admin' | 'pio' | 'records_officer';

export const VENDOR_ROLES: readonly Role[] = ['rep', 'reviewer', 'fulfilment', 'admin'];
export const DEPARTMENT_ROLES: readonly Role[] = ['pio', 'records_officer'];

interface Person {
  personId: string;
  membershipId: string;
  name: string;
  role: Role;
  groups: string[];
  via: 'session' | 'token';
  /** null: all rights of the membership; else only the named permissions. */
  scopes: string[] | null;
}

/**
 * `reach`, when given, names the people whose pitches (and what hangs on them) this rep sees and may touch; left out,
 * everybody's. The database enforces it.
 */
export type VendorActor = { side: 'vendor'; reach?: readonly string[] } & Person;
/** `family`, when given, is the department with those that were merged into it, itself first; their rows are one record. */
export type DepartmentActor = {
  side: 'department';
  departmentId: string;
  family?: readonly string[];
} & Person;
export type PublicActor = { side: 'public' };
export type SystemActor = { side: 'system'; name: string };

/** Who is acting. It decides the database role a transaction runs under. */
export type Actor = VendorActor | DepartmentActor | PublicActor | SystemActor;
export type PersonActor = VendorActor | DepartmentActor;

/** The product itself: jobs, listeners, start-up. */
export const SYSTEM: SystemActor = { side: 'system', name: 'Liaison' };
/** Anyone who has not signed in. */
export const PUBLIC: PublicActor = { side: 'public' };

export function isPerson(actor: Actor): actor is PersonActor {
  return actor.side === 'vendor' || actor.side === 'department';
}

/** Whether rows of a department are this person's department's own, a merged one's included. */
export function isOwnDepartment(actor: DepartmentActor, departmentId: string): boolean {
  return actor.departmentId === departmentId || (actor.family?.includes(departmentId) ?? false);
}

/** The acting person's id, or null for the system and the public. */
export function personIdOf(actor: Actor): string | null {
  return isPerson(actor) ? actor.personId : null;
}

/** The name that stands in the record for this actor. */
export function actorName(actor: Actor): string {
  if (isPerson(actor)) return actor.name;
  return actor.side === 'system' ? actor.name : 'The public';
}
