import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { DEPARTMENT_ROLES, type Role } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { DomainError, notFound } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import {
  MembershipEnded,
  MembershipGranted,
  PersonAdded,
  PersonDisabled,
  PersonEnabled,
} from './identity.events.js';
import { hashSecret, newSecret } from '../platform/secrets.js';

/** Verified when no such person exists, so that the time taken does not tell. */
const NOBODY = hash('nobody has this password', { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

/** People and what they may act as. Each method works in the caller's transaction. */
@Injectable()
export class PeopleService {
  constructor(private readonly config: Config) {}

  /** The person with this e-mail address, made if there is none. */
  async ensurePerson(
    tx: Tx,
    { name, email }: { name: string; email: string },
  ): Promise<{ id: string; created: boolean }> {
    return tx.asApp('people belong to the installation', async () => {
      const made = await tx.one<{ id: string }>(
        'insert into person (id, name, email, created_at) values ($1, $2, $3, $4) on conflict (email) do nothing returning id',
        [newId(), name, email, tx.now],
      );
      if (made) return { id: made.id, created: true };
      const found = await tx.one<{ id: string }>('select id from person where email = $1', [email]);
      if (!found) throw notFound('person');
      return { id: found.id, created: false };
    });
  }

  /** Lets a person act in a role; the same membership twice is one. Throws `department_needed` / `department_not_allowed`. */
  async grantMembership(
    tx: Tx,
    input: { personId: string; role: Role; departmentId?: string | null; groups?: string[] },
  ): Promise<{ id: string }> {
    const departmentId = input.departmentId ?? null;
    requireSide(input.role, departmentId);
    return tx.asApp('memberships belong to the installation', async () => {
      const found = await tx.one<{ id: string }>(
        'select id from membership where person_id = $1 and role = $2 and department_id is not distinct from $3 and ended_at is null',
        [input.personId, input.role, departmentId],
      );
      if (found) {
        if (input.groups)
          await tx.query('update membership set groups = $2 where id = $1', [found.id, input.groups]);
        return found;
      }
      const id = newId();
      await tx.query(
        'insert into membership (id, person_id, role, department_id, groups, created_at) values ($1, $2, $3, $4, $5, $6)',
        [id, input.personId, input.role, departmentId, input.groups ?? [], tx.now],
      );
      await tx.record(
        MembershipGranted(
          { personId: input.personId, role: input.role, groups: input.groups ?? [] },
          {
            departmentId,
            visibility: 'vendor',
            subject: { type: 'person', id: input.personId },
            summary: `May act as ${input.role.replace('_', ' ')}`,
          },
        ),
      );
      return { id };
    });
  }

  /** A new person with one membership, as the command line and invitations make them. */
  async addPerson(
    tx: Tx,
    input: {
      name: string;
      email: string;
      role: Role;
      departmentId?: string | null;
      groups?: string[];
      password?: string;
    },
  ): Promise<{ personId: string; membershipId: string }> {
    const person = await this.ensurePerson(tx, input);
    if (input.password) await this.setPassword(tx, person.id, input.password);
    if (person.created) {
      await tx.record(
        PersonAdded(
          { personId: person.id, role: input.role },
          {
            visibility: 'vendor',
            subject: { type: 'person', id: person.id },
            summary: `${input.name} was added`,
          },
        ),
      );
    }
    const membership = await this.grantMembership(tx, { ...input, personId: person.id });
    return { personId: person.id, membershipId: membership.id };
  }

  /** Ends one membership; sessions and tokens acting under it end with it. */
  async endMembership(tx: Tx, membershipId: string): Promise<void> {
    const row = await tx.one<{ personId: string; role: Role }>(
      'update membership set ended_at = $2 where id = $1 and ended_at is null returning person_id as "personId", role',
      [membershipId, tx.now],
    );
    if (!row) throw notFound('membership');
    await tx.query('update session set ended_at = $2 where membership_id = $1 and ended_at is null', [
      membershipId,
      tx.now,
    ]);
    await tx.query('update api_token set revoked_at = $2 where membership_id = $1 and revoked_at is null', [
      membershipId,
      tx.now,
    ]);
    await tx.record(
      MembershipEnded(row, {
        visibility: 'vendor',
        subject: { type: 'person', id: row.personId },
        summary: 'Membership ended',
      }),
    );
  }

  /**
   * Deactivates a person: sessions and tokens end, open work goes to the successor (rooms hear the event), history
   * keeps the name. Throws `last_admin` (409) when nobody could manage people any more.
   */
  async disable(tx: Tx, personId: string, successorId: string | null): Promise<void> {
    await tx.query('select id from person where id = $1 for update', [personId]);
    const admins = await tx.one<{ others: number }>(
      `select count(distinct p.id)::int as others from membership m join person p on p.id = m.person_id
        where m.role = 'admin' and m.ended_at is null and p.disabled_at is null and p.id <> $1`,
      [personId],
    );
    if (!admins?.others)
      throw new DomainError(
        'conflict',
        'last_admin',
        'This is the last admin. Make another person admin first.',
      );
    const row = await tx.one<{ name: string }>(
      'update person set disabled_at = $2 where id = $1 and disabled_at is null returning name',
      [personId, tx.now],
    );
    if (!row) throw notFound('active person');
    await tx.query('update session set ended_at = $2 where person_id = $1 and ended_at is null', [
      personId,
      tx.now,
    ]);
    await tx.query('update api_token set revoked_at = $2 where person_id = $1 and revoked_at is null', [
      personId,
      tx.now,
    ]);
    await tx.query('update sign_in_link set used_at = $2 where person_id = $1 and used_at is null', [
      personId,
      tx.now,
    ]);
    await tx.record(
      PersonDisabled(
        { personId, successorId },
        {
          visibility: 'vendor',
          subject: { type: 'person', id: personId },
          summary: `${row.name} was deactivated`,
        },
      ),
    );
  }

  /** Lets a deactivated person sign in again; old sessions and tokens stay ended. */
  async enable(tx: Tx, personId: string): Promise<void> {
    const row = await tx.one<{ name: string }>(
      'update person set disabled_at = null where id = $1 and disabled_at is not null returning name',
      [personId],
    );
    if (!row) throw notFound('deactivated person');
    await tx.record(
      PersonEnabled(
        { personId },
        {
          visibility: 'vendor',
          subject: { type: 'person', id: personId },
          summary: `${row.name} may sign in again`,
        },
      ),
    );
  }

  /** Sets a password (argon2id). Throws `password_too_short` below 12 characters. */
  async setPassword(tx: Tx, personId: string, password: string): Promise<void> {
    if (password.length < 12 || password.length > 200) {
      throw new DomainError(
        'invalid',
        'password_too_short',
        'Use a password of 12 to 200 characters; four words make a good one.',
        {
          errors: [{ field: 'password', message: 'Use 12 to 200 characters.' }],
        },
      );
    }
    const passwordHash = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    await tx.query('update person set password_hash = $2 where id = $1', [personId, passwordHash]);
  }

  /** Whether the password is this hash's; takes the same time when there is no hash. */
  async passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
    if (password.length > 200) return false;
    const matches = await verify(passwordHash ?? (await NOBODY), password);
    return passwordHash !== null && matches;
  }

  /** A one-time sign-in link, valid for the hours given. The secret stands in the link only; we keep its hash. 404 for nobody. */
  async createSignInLink(
    tx: Tx,
    { personId, hours }: { personId: string; hours: number },
  ): Promise<{ url: string; expiresAt: Date }> {
    const secret = newSecret();
    const expiresAt = new Date(tx.now.getTime() + hours * 3_600_000);
    const made = await tx.asApp('links belong to the installation', () =>
      tx.one(
        `insert into sign_in_link (token_hash, person_id, created_at, expires_at)
         select $1, id, $3, $4 from person where id = $2 and disabled_at is null returning person_id`,
        [hashSecret(secret), personId, tx.now, expiresAt],
      ),
    );
    if (!made) throw notFound('active person');
    return { url: `${this.config.publicUrl}/sign-in/${secret}`, expiresAt };
  }
}

function requireSide(role: Role, departmentId: string | null): void {
  const departmental = DEPARTMENT_ROLES.includes(role);
  if (departmental && !departmentId) {
    throw new DomainError('invalid', 'department_needed', 'This role belongs to a department; name it.', {
      errors: [{ field: 'departmentId', message: 'Choose the department.' }],
    });
  }
  if (!departmental && departmentId) {
    throw new DomainError(
      'invalid',
      'department_not_allowed',
      'This role is the vendor’s and belongs to no department.',
      { errors: [{ field: 'departmentId', message: 'Leave it out.' }] },
    );
  }
}
