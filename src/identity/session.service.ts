import { Injectable } from '@nestjs/common';
import { type Actor, SYSTEM } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { SignedIn, SignedOutEverywhere } from './identity.events.js';
import { type MembershipRow, toActor } from './people.queries.js';
import { FAMILY, REACH_PEOPLE } from './reach.js';
import { hashSecret, newSecret } from '../platform/secrets.js';

const DAY_MS = 86_400_000;
/** A session ends after this long without use, and at the latest after the second figure. */
const IDLE_DAYS = 14;
const LONGEST_DAYS = 90;
const TOUCH_EVERY_MS = 60_000;
/** Asked on every request of a browser, each time anew: a session that was ended is ended at once. */
const WHOSE_SESSION = `
  select p.id as "personId", p.name, p.email::text as email, m.id as "membershipId", m.role, m.department_id as "departmentId",
         m.groups, ${REACH_PEOPLE}, ${FAMILY}, s.kind, s.last_seen_at as "lastSeenAt"
    from session s join person p on p.id = s.person_id
    join membership m on m.id = s.membership_id and m.ended_at is null
   where s.id_hash = $1 and s.ended_at is null and p.disabled_at is null
     and s.expires_at > $2 and s.last_seen_at > $3`;

export interface Session {
  actor: Actor | null;
  kind: 'person' | 'setup';
  idHash: string;
}

/** Sessions are rows: SHA-256 of a 32-byte id, so that they can be listed and ended from anywhere. */
@Injectable()
export class SessionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Starts a session under a membership and returns the cookie's value, which we do not keep. */
  async start(
    tx: Tx,
    input: {
      personId: string;
      membershipId: string | null;
      by: string;
      userAgent?: string;
      kind?: 'person' | 'setup';
    },
  ): Promise<string> {
    const secret = newSecret();
    await tx.query(
      `insert into session (id_hash, person_id, membership_id, kind, user_agent, created_at, last_seen_at, expires_at)
       values ($1, $2, $3, $4, left($5, 200), $6, $6, $7)`,
      [
        hashSecret(secret),
        input.personId,
        input.membershipId,
        input.kind ?? 'person',
        input.userAgent ?? null,
        tx.now,
        new Date(tx.now.getTime() + LONGEST_DAYS * DAY_MS),
      ],
    );
    await tx.record(
      SignedIn(
        { personId: input.personId, by: input.by },
        {
          visibility: 'vendor',
          subject: { type: 'person', id: input.personId },
          summary: `Signed in by ${input.by}`,
        },
      ),
    );
    return secret;
  }

  /** Whose session a cookie is, or null. */
  async find(secret: string): Promise<Session | null> {
    const idHash = hashSecret(secret);
    const now = this.clock.now();
    const [row] = await this.unitOfWork.ask<MembershipRow & { kind: 'person' | 'setup'; lastSeenAt: Date }>(
      WHOSE_SESSION,
      [idHash, now, new Date(now.getTime() - IDLE_DAYS * DAY_MS)],
    );
    if (!row) return null;
    this.touch(idHash, row.lastSeenAt);
    return { actor: toActor(row, 'session', null), kind: row.kind, idHash };
  }

  async end(tx: Tx, idHash: string): Promise<void> {
    await tx.query('update session set ended_at = $2 where id_hash = $1 and ended_at is null', [
      idHash,
      tx.now,
    ]);
  }

  /** Signs a person out everywhere; API tokens stay, they are ended one by one. */
  async endAll(tx: Tx, personId: string): Promise<void> {
    await tx.query('update session set ended_at = $2 where person_id = $1 and ended_at is null', [
      personId,
      tx.now,
    ]);
    await tx.record(
      SignedOutEverywhere(
        { personId },
        { visibility: 'vendor', subject: { type: 'person', id: personId }, summary: 'Signed out everywhere' },
      ),
    );
  }

  /** Lets the session act under another membership of the same person. */
  async switchTo(tx: Tx, idHash: string, personId: string, membershipId: string): Promise<void> {
    const row = await tx.one(
      `update session set membership_id = $3
        where id_hash = $1 and exists (select 1 from membership where id = $3 and person_id = $2 and ended_at is null) returning 1 as ok`,
      [idHash, personId, membershipId],
    );
    if (!row) throw notFound('membership');
  }

  /** Remembers that the session is in use, once a minute and after the answer: reading a page writes nothing in its way. */
  private touch(idHash: string, lastSeenAt: Date): void {
    if (this.clock.now().getTime() - lastSeenAt.getTime() < TOUCH_EVERY_MS) return;
    void this.unitOfWork
      .run(SYSTEM, (tx) =>
        tx.query('update session set last_seen_at = $2 where id_hash = $1 and last_seen_at < $2', [
          idHash,
          tx.now,
        ]),
      )
      .catch(() => undefined);
  }
}
