import { Injectable } from '@nestjs/common';
import { type Actor, type PersonActor, SYSTEM } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError, notFound } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import { TokenCreated, TokenRevoked } from './identity.events.js';
import { isPermission } from './permissions.js';
import { type MembershipRow, toActor } from './people.queries.js';
import { FAMILY, REACH_PEOPLE } from './reach.js';
import { hashSecret, newSecret } from '../platform/secrets.js';

export const TOKEN_PREFIX = 'lia_';
const TOUCH_EVERY_MS = 60_000;
/** Asked on every request of a program, each time anew: a token that was ended is ended at once. */
const WHOSE_TOKEN = `
  select p.id as "personId", p.name, p.email::text as email, m.id as "membershipId", m.role, m.department_id as "departmentId",
         m.groups, ${REACH_PEOPLE}, ${FAMILY}, t.id as "tokenId", t.scopes, t.last_used_at as "lastUsedAt"
    from api_token t join person p on p.id = t.person_id
    join membership m on m.id = t.membership_id and m.ended_at is null
   where t.token_hash = $1 and t.revoked_at is null and p.disabled_at is null`;

/** API tokens: shown once, kept as SHA-256, bound to one membership, scoped down if wished. */
@Injectable()
export class TokenService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** A new token; its text is returned this once. Throws `unknown_scope` (422). */
  async create(
    tx: Tx,
    input: { personId: string; membershipId: string; name: string; scopes: string[] | null },
  ): Promise<{ id: string; token: string }> {
    const unknown = (input.scopes ?? []).find((scope) => !isPermission(scope));
    if (unknown !== undefined) {
      throw new DomainError(
        'invalid',
        'unknown_scope',
        'A scope is not one of the permissions; see docs/OPERATIONS.md for their names.',
        {
          errors: [{ field: 'scopes', message: 'Use names of permissions, such as downloads.ingest.' }],
        },
      );
    }
    const id = newId();
    const token = newSecret(TOKEN_PREFIX);
    await tx.query(
      'insert into api_token (id, token_hash, person_id, membership_id, name, scopes, created_at) values ($1, $2, $3, $4, $5, $6, $7)',
      [id, hashSecret(token), input.personId, input.membershipId, input.name, input.scopes, tx.now],
    );
    await tx.record(
      TokenCreated(
        { tokenId: id, personId: input.personId, scopes: input.scopes },
        { visibility: 'vendor', subject: { type: 'person', id: input.personId }, summary: 'API token made' },
      ),
    );
    return { id, token };
  }

  async revoke(tx: Tx, actor: PersonActor, tokenId: string): Promise<void> {
    const row = await tx.one(
      'update api_token set revoked_at = $3 where id = $1 and person_id = $2 and revoked_at is null returning id',
      [tokenId, actor.personId, tx.now],
    );
    if (!row) throw notFound('token');
    await tx.record(
      TokenRevoked(
        { tokenId, personId: actor.personId },
        { visibility: 'vendor', subject: { type: 'person', id: actor.personId }, summary: 'API token ended' },
      ),
    );
  }

  /** Who a bearer token speaks for, or null. */
  async find(token: string): Promise<Actor | null> {
    if (!token.startsWith(TOKEN_PREFIX) || token.length > 100) return null;
    const [row] = await this.unitOfWork.ask<
      MembershipRow & { tokenId: string; scopes: string[] | null; lastUsedAt: Date | null }
    >(WHOSE_TOKEN, [hashSecret(token)]);
    if (!row) return null;
    this.touch(row.tokenId, row.lastUsedAt);
    return toActor(row, 'token', row.scopes);
  }

  private touch(tokenId: string, lastUsedAt: Date | null): void {
    if (lastUsedAt && this.clock.now().getTime() - lastUsedAt.getTime() < TOUCH_EVERY_MS) return;
    void this.unitOfWork
      .run(SYSTEM, (tx) =>
        tx.query('update api_token set last_used_at = $2 where id = $1', [tokenId, tx.now]),
      )
      .catch(() => undefined);
  }
}
