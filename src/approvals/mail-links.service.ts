import { Injectable } from '@nestjs/common';
import { PeopleQueries, toActor } from '../identity/people.queries.js';
import type { VendorActor } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { hashSecret, newSecret } from '../platform/secrets.js';
import { linkEnded } from './approvals.errors.js';
import { objectionTo } from './approvals.policy.js';
import { ApprovalsQueries, type QueueRow } from './approvals.queries.js';

/** What a link in a mail stands for: one person, one review, one exact text. */
export interface MailLink {
  reviewId: string;
  personId: string;
  contentHash: string;
  usedAt: Date | null;
}

/** Links by which a reviewer decides from their mail without signing in. Only a hash of each is kept. */
@Injectable()
export class MailLinks {
  constructor(
    private readonly people: PeopleQueries,
    private readonly queries: ApprovalsQueries,
    private readonly config: Config,
  ) {}

  /** A link for this person and cause; null when it was made before, since its mail was then written too. */
  async make(
    tx: Tx,
    review: Pick<QueueRow, 'id' | 'contentHash'>,
    personId: string,
    cause: string,
  ): Promise<string | null> {
    const token = newSecret();
    const made = await tx.one(
      `insert into review_mail_link (token_hash, review_id, person_id, content_hash, cause, created_at)
       values ($1, $2, $3, $4, $5, $6) on conflict (review_id, person_id, cause) do nothing returning 1 as made`,
      [hashSecret(token), review.id, personId, review.contentHash, cause, tx.now],
    );
    return made ? new URL(`/decide/${token}`, this.config.publicUrl).toString() : null;
  }

  /** What a token stands for, with the person as they may act today. 410 `link_ended` when it is not ours or they left. */
  async open(tx: Tx, token: string): Promise<{ link: MailLink; actor: VendorActor; review: QueueRow }> {
    const link = await tx.one<MailLink>(
      `select review_id as "reviewId", person_id as "personId", content_hash as "contentHash", used_at as "usedAt"
         from review_mail_link where token_hash = $1`,
      [hashSecret(token)],
    );
    if (!link) throw linkEnded();
    const review = await this.queries.review(tx, link.reviewId);
    const memberships = await this.people.memberships(tx, link.personId);
    const actors = memberships
      .map((membership) => toActor(membership, 'session', null))
      .filter((actor): actor is VendorActor => actor.side === 'vendor');
    const actor = actors.find((one) => objectionTo(one, review) === null) ?? actors[0];
    if (!actor) throw linkEnded();
    return { link, actor, review };
  }

  /** Uses the link up; false when it was used before, however closely. */
  async use(tx: Tx, token: string): Promise<boolean> {
    const used = await tx.one(
      'update review_mail_link set used_at = $2 where token_hash = $1 and used_at is null returning 1 as used',
      [hashSecret(token), tx.now],
    );
    return used !== undefined;
  }
}
