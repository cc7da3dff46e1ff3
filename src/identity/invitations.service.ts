import { Injectable } from '@nestjs/common';
import { personIdOf, type Role } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { DomainError, notFound } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import { InvitationAccepted, InvitationSent } from './identity.events.js';
import { PeopleService } from './people.service.js';
import { hashSecret, newSecret } from '../platform/secrets.js';

const DAYS = 14;

export interface OpenInvitation {
  id: string;
  email: string;
  name: string;
  role: Role;
  departmentId: string | null;
  departmentName: string | null;
  groups: string[];
  invitedBy: string | null;
  known: boolean;
}

/** Inviting people by a link that works once, for two weeks. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly people: PeopleService,
    private readonly config: Config,
  ) {}

  /** Invites someone; returns the link, which is shown once and kept only as a hash. */
  async invite(
    tx: Tx,
    input: { name: string; email: string; role: Role; departmentId: string | null; groups: string[] },
  ): Promise<{ id: string; url: string }> {
    const id = newId();
    const secret = newSecret();
    await tx.query(
      `insert into invitation (id, token_hash, email, name, role, department_id, groups, invited_by, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        hashSecret(secret),
        input.email,
        input.name,
        input.role,
        input.departmentId,
        input.groups,
        personIdOf(tx.actor),
        tx.now,
        new Date(tx.now.getTime() + DAYS * 86_400_000),
      ],
    );
    await tx.record(
      InvitationSent(
        { invitationId: id, role: input.role },
        {
          departmentId: input.departmentId,
          visibility: 'vendor',
          subject: { type: 'invitation', id },
          summary: `${input.name} was invited as ${input.role.replace('_', ' ')}`,
        },
      ),
    );
    return { id, url: this.link(secret) };
  }

  /** A fresh link for an invitation still open; the one before it stops working. For the mail that carries it. */
  async renewLink(tx: Tx, id: string): Promise<string> {
    const secret = newSecret();
    const row = await tx.one(
      'update invitation set token_hash = $2 where id = $1 and accepted_at is null and revoked_at is null returning id',
      [id, hashSecret(secret)],
    );
    if (!row) throw notFound('open invitation');
    return this.link(secret);
  }

  /** Whom an invitation still open is for. */
  addressee(tx: Tx, id: string): Promise<{ name: string; email: string } | undefined> {
    return tx.one(
      'select name, email::text as email from invitation where id = $1 and accepted_at is null and revoked_at is null',
      [id],
    );
  }

  /** The open invitation behind a link; looking changes nothing. Throws `invitation_closed` (410). */
  async open(tx: Tx, secret: string): Promise<OpenInvitation> {
    const row = await tx.one<OpenInvitation>(
      `select i.id, i.email::text as email, i.name, i.role, i.department_id as "departmentId", d.name as "departmentName", i.groups,
              b.name as "invitedBy", p.id is not null as known
         from invitation i left join department entry on entry.id = i.department_id
         left join department d on d.id = coalesce(entry.merged_into_id, entry.id)
         left join person b on b.id = i.invited_by left join person p on p.email = i.email
        where i.token_hash = $1 and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2`,
      [hashSecret(secret), tx.now],
    );
    if (!row)
      throw new DomainError(
        'gone',
        'invitation_closed',
        'This invitation was used, withdrawn or is too old. Ask for a new one.',
      );
    return row;
  }

  /** Accepts: makes the person where needed, and the membership. Two at once: one of them is refused. */
  async accept(
    tx: Tx,
    secret: string,
    input: { name?: string; password?: string },
  ): Promise<{ personId: string; membershipId: string }> {
    const invitation = await this.open(tx, secret);
    const taken = await tx.one(
      'update invitation set accepted_at = $2 where id = $1 and accepted_at is null returning id',
      [invitation.id, tx.now],
    );
    if (!taken) throw new DomainError('gone', 'invitation_closed', 'This invitation was used a moment ago.');
    // A link in a mailbox must not change the password of an account that exists already.
    const password = invitation.known ? undefined : input.password;
    const person = await this.people.addPerson(tx, {
      ...invitation,
      name: input.name ?? invitation.name,
      ...(password ? { password } : {}),
    });
    await tx.record(
      InvitationAccepted(
        { invitationId: invitation.id, personId: person.personId },
        {
          visibility: 'vendor',
          subject: { type: 'invitation', id: invitation.id },
          summary: 'Invitation accepted',
        },
      ),
    );
    return person;
  }

  async withdraw(tx: Tx, id: string): Promise<void> {
    const row = await tx.one(
      'update invitation set revoked_at = $2 where id = $1 and accepted_at is null and revoked_at is null returning id',
      [id, tx.now],
    );
    if (!row) throw notFound('open invitation');
  }

  private link(secret: string): string {
    return `${this.config.publicUrl}/invitations/${secret}`;
  }
}
