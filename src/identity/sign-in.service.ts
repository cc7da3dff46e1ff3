import { HttpException, Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { defineEvent } from '../platform/events/define-event.js';
import { RateLimit } from '../platform/web/rate-limit.js';
import { hashSecret } from '../platform/secrets.js';
import { PeopleQueries } from './people.queries.js';
import { PeopleService } from './people.service.js';
import { SessionService } from './session.service.js';

/** A person asked for a link by mail; mail/ listens and sends it, so that identity need not know mail. */
export const SignInLinkRequested = defineEvent<{ personId: string }>('sign-in-link.requested');

const TRIES = { perAddress: 10, perPerson: 10, windowSeconds: 900 };

/** The ways in: password, or a one-time link. Neither tells whether an address is known. */
@Injectable()
export class SignInService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly people: PeopleService,
    private readonly queries: PeopleQueries,
    private readonly sessions: SessionService,
    private readonly limit: RateLimit,
  ) {}

  /** Signs in by e-mail and password; returns the session's secret. Throws `wrong_credentials` (422) or 429. */
  async byPassword(input: {
    email: string;
    password: string;
    ip: string;
    userAgent?: string;
  }): Promise<string> {
    await this.count('password', input.email, input.ip);
    const person = await this.unitOfWork.read(SYSTEM, (tx) => this.queries.byEmail(tx, input.email));
    const right = await this.people.passwordMatches(person?.passwordHash ?? null, input.password);
    if (!person || !right || person.disabledAt) {
      throw new DomainError(
        'invalid',
        'wrong_credentials',
        'The address and password do not match. Try again, or ask for a link by mail.',
      );
    }
    return this.unitOfWork.run(SYSTEM, (tx) => this.begin(tx, person.personId, 'password', input.userAgent));
  }

  /** Records the wish for a link; says nothing about whether the address is known. */
  async requestLink(input: { email: string; ip: string }): Promise<void> {
    await this.count('link', input.email, input.ip);
    await this.unitOfWork.run(SYSTEM, async (tx) => {
      const person = await this.queries.byEmail(tx, input.email);
      if (!person || person.disabledAt) return;
      const { personId } = person;
      await tx.record(
        SignInLinkRequested(
          { personId },
          {
            visibility: 'vendor',
            subject: { type: 'person', id: personId },
            summary: 'Asked for a sign-in link',
          },
        ),
      );
    });
  }

  /** Whether a link still works; looking changes nothing (mail scanners look). */
  async linkWorks(secret: string): Promise<{ name: string } | null> {
    return this.unitOfWork.read(SYSTEM, async (tx) => {
      const row = await tx.one<{ name: string }>(
        `select p.name from sign_in_link l join person p on p.id = l.person_id
          where l.token_hash = $1 and l.used_at is null and l.expires_at > $2 and p.disabled_at is null`,
        [hashSecret(secret), tx.now],
      );
      return row ?? null;
    });
  }

  /** Uses a one-time link; returns the session's secret. Throws `link_used` (410) for a used, late or unknown one. */
  async byLink(input: { secret: string; ip: string; userAgent?: string }): Promise<string> {
    await this.limit.hit(`sign-in-link-use:${input.ip}`, 60, TRIES.windowSeconds);
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      const row = await tx.one<{ personId: string }>(
        `update sign_in_link set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2 returning person_id as "personId"`,
        [hashSecret(input.secret), tx.now],
      );
      if (!row)
        throw new DomainError(
          'gone',
          'link_used',
          'This link was used already or is too old. Ask for a new one.',
        );
      return this.begin(tx, row.personId, 'link', input.userAgent);
    });
  }

  /** Starts a session under the person's first membership. Throws 401 when there is none. */
  async begin(tx: Tx, personId: string, by: string, userAgent?: string): Promise<string> {
    const [membership] = await this.queries.memberships(tx, personId);
    if (!membership) throw new HttpException('This person has no role here any more', 401);
    return this.sessions.start(tx, {
      personId,
      membershipId: membership.membershipId,
      by,
      ...(userAgent ? { userAgent } : {}),
    });
  }

  private async count(way: string, email: string, ip: string): Promise<void> {
    // The keys are hashed: an address someone tried need not lie in a table.
    await this.limit.hit(hashSecret(`sign-in-${way}-ip:${ip}`), TRIES.perAddress * 3, TRIES.windowSeconds);
    await this.limit.hit(
      hashSecret(`sign-in-${way}-person:${email.toLowerCase()}`),
      TRIES.perPerson,
      TRIES.windowSeconds,
    );
  }
}
