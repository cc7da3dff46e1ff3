import { Injectable } from '@nestjs/common';
import type { PersonActor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { choices, type MembershipChoice } from './identity.layout.js';

/** What the account page shows. */
@Injectable()
export class AccountQueries {
  async of(tx: Tx, actor: PersonActor, sessionId: string | null): Promise<Record<string, unknown>> {
    const sessions = await tx.query<{ id: string; agent: string | null; startedAt: Date; lastSeenAt: Date }>(
      `select id_hash as id, user_agent as agent, created_at as "startedAt", last_seen_at as "lastSeenAt" from session
        where person_id = $1 and ended_at is null and expires_at > $2 order by last_seen_at desc limit 50`,
      [actor.personId, tx.now],
    );
    const tokens = await tx.query(
      `select id, name, scopes, created_at as "createdAt", last_used_at as "lastUsedAt" from api_token
        where person_id = $1 and membership_id = $2 and revoked_at is null order by created_at desc limit 100`,
      [actor.personId, actor.membershipId],
    );
    return {
      sessions: sessions.map((session) => ({ ...session, current: session.id === sessionId })),
      tokens,
    };
  }

  choices(tx: Tx, actor: PersonActor): Promise<MembershipChoice[]> {
    return choices(tx, actor.personId, actor.membershipId);
  }
}
