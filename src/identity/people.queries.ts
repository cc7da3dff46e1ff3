import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { FAMILY, REACH_PEOPLE } from './reach.js';

// Screens of other rooms ask what a person may do, to offer only that.
export { allows } from './permissions.js';

const ROLE_WORDS: Record<Role, string> = {
  rep: 'Partnership rep',
  reviewer: 'Reviewer',
  fulfilment: 'Fulfilment',
  admin: 'Admin',
  pio: 'Public information officer',
  records_officer: 'Records officer',
};

/** The words of product.md for a role. */
export function roleWords(role: Role): string {
  return ROLE_WORDS[role];
}

export interface PersonRow {
  personId: string;
  name: string;
  email: string;
}

export interface MembershipRow extends PersonRow {
  membershipId: string;
  role: Role;
  departmentId: string | null;
  groups: string[];
  /** The people whose pitches a limited rep sees; null for everybody else's view. */
  reachPeople: string[] | null;
  /** The department and those merged into it, the survivor first. */
  family: string[] | null;
  disabledAt: Date | null;
  hasPassword: boolean;
}

const SELECT = `select p.id as "personId", p.name, p.email::text as email, m.id as "membershipId", m.role,
    m.department_id as "departmentId", m.groups, ${REACH_PEOPLE}, ${FAMILY},
    p.disabled_at as "disabledAt", p.password_hash is not null as "hasPassword"
  from membership m join person p on p.id = m.person_id`;

/** Questions about people. Those a department's transaction asks step up, since staff names stand in shared decisions. */
@Injectable()
export class PeopleQueries {
  /** Active people who may decide for a review group: reviewers and admins whose groups contain it. */
  inGroup(tx: Tx, group: string): Promise<PersonRow[]> {
    return tx.asApp('who may decide is the vendor’s to know', () =>
      tx.query<PersonRow>(
        `select distinct p.id as "personId", p.name, p.email::text as email
           from membership m join person p on p.id = m.person_id
          where m.ended_at is null and p.disabled_at is null and m.role in ('reviewer', 'admin') and $1 = any(m.groups)
          order by p.name`,
        [group],
      ),
    );
  }

  /** The review groups there are, with how many active people may decide for each. */
  reviewGroups(tx: Tx): Promise<{ key: string; name: string; backupKey: string | null; people: number }[]> {
    return tx.query(
      `select g.key, g.name, g.backup_key as "backupKey",
              (select count(distinct p.id) from membership m join person p on p.id = m.person_id
                where m.ended_at is null and p.disabled_at is null and m.role in ('reviewer', 'admin') and g.key = any(m.groups)) as people
         from review_group g order by g.created_at, g.key`,
    );
  }

  /** Active people of a role; for a department role, of that department. */
  byRole(tx: Tx, role: Role, departmentId: string | null = null): Promise<PersonRow[]> {
    return tx.asApp('mail goes to people by role', () =>
      tx.query<PersonRow>(
        `select p.id as "personId", p.name, p.email::text as email
           from membership m join person p on p.id = m.person_id
          where m.ended_at is null and p.disabled_at is null and m.role = $1 
            and (m.department_id = any ((select liaison_family($2))::uuid[]) or ($2::uuid is null and m.department_id is null))
          order by m.created_at`,
        [role, departmentId],
      ),
    );
  }

  async nameOf(tx: Tx, personId: string | null): Promise<string | null> {
    if (!personId) return null;
    return tx.asApp('history keeps names', async () => {
      const row = await tx.one<{ name: string }>('select name from person where id = $1', [personId]);
      return row?.name ?? null;
    });
  }

  /** Names by id, for lists. */
  async names(tx: Tx, personIds: (string | null)[]): Promise<Map<string, string>> {
    const ids = [...new Set(personIds.filter((id): id is string => id !== null))];
    if (ids.length === 0) return new Map();
    const rows = await tx.asApp('history keeps names', () =>
      tx.query<{ id: string; name: string }>('select id, name from person where id = any($1)', [ids]),
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  async byEmail(
    tx: Tx,
    email: string,
  ): Promise<(PersonRow & { passwordHash: string | null; disabledAt: Date | null }) | undefined> {
    return tx.one(
      `select id as "personId", name, email::text as email, password_hash as "passwordHash", disabled_at as "disabledAt"
         from person where email = $1`,
      [email],
    );
  }

  /** A person's active memberships, oldest first. */
  memberships(tx: Tx, personId: string): Promise<MembershipRow[]> {
    return tx.query<MembershipRow>(
      `${SELECT} where m.person_id = $1 and m.ended_at is null and p.disabled_at is null order by m.created_at`,
      [personId],
    );
  }

  /** Everyone who may sign in, for the people page. */
  all(tx: Tx): Promise<MembershipRow[]> {
    return tx.query<MembershipRow>(`${SELECT} where m.ended_at is null order by p.name, m.role limit 500`);
  }

  /** The people page: everyone, with what each may do and when they were last here. */
  async withMemberships(tx: Tx, me: string | null): Promise<Record<string, unknown>[]> {
    const rows = await tx.query<{ id: string }>(
      `select p.id, p.name, p.email::text as email, p.disabled_at as "disabledAt",
              (select max(s.created_at) from session s where s.person_id = p.id) as "lastSignInAt",
              coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'role', m.role, 'departmentName', d.name, 'groups', m.groups) order by m.created_at)
                 from membership m left join department entry on entry.id = m.department_id
                 left join department d on d.id = coalesce(entry.merged_into_id, entry.id) where m.person_id = p.id and m.ended_at is null), '[]') as memberships
         from person p order by p.disabled_at is not null, p.name limit 500`,
    );
    return rows.map((row) => ({ ...row, me: row.id === me }));
  }

  openInvitations(tx: Tx): Promise<Record<string, unknown>[]> {
    return tx.query(
      `select i.id, i.email::text as email, i.role, d.name as "departmentName", i.expires_at as "expiresAt"
         from invitation i left join department entry on entry.id = i.department_id
         left join department d on d.id = coalesce(entry.merged_into_id, entry.id)
        where i.accepted_at is null and i.revoked_at is null and i.expires_at > $1 order by i.created_at desc limit 200`,
      [tx.now],
    );
  }

  /** Who acts under a membership, as the guard needs it; undefined when it has ended. */
  async actorOf(
    tx: Tx,
    membershipId: string,
    via: 'session' | 'token',
    scopes: string[] | null,
  ): Promise<Actor | undefined> {
    const row = await tx.one<MembershipRow>(
      `${SELECT} where m.id = $1 and m.ended_at is null and p.disabled_at is null`,
      [membershipId],
    );
    return row && toActor(row, via, scopes);
  }
}

/** A membership as the acting person. */
export function toActor(row: MembershipRow, via: 'session' | 'token', scopes: string[] | null): Actor {
  const { personId, membershipId, name, role, groups, departmentId, reachPeople, family } = row;
  const person = { personId, membershipId, name, role, groups, via, scopes };
  if (departmentId) {
    // A merged department's people act for its survivor.
    return {
      side: 'department',
      departmentId: family?.[0] ?? departmentId,
      ...(family && family.length > 1 ? { family } : {}),
      ...person,
    };
  }
  return { side: 'vendor', ...(reachPeople ? { reach: reachPeople } : {}), ...person };
}
