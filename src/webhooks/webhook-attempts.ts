import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import { nextAttempt } from './backoff.js';
import type { Answer } from './post.js';
import { SigningSecrets } from './signing-secrets.js';
import { disable } from './subscription-rows.js';
import { judge, type Verdict } from './verdict.js';
import { WebhooksQueries } from './webhooks.queries.js';

/** Longer than an attempt can take with all its patience; a killed worker’s message is free again after this. */
const CLAIM_SECONDS = 60;
/** A subscription that has had nothing but failures for so long is disabled. */
const FAILING_MS = 5 * 24 * 3_600_000;

interface Due {
  id: string;
  subscriptionId: string;
  body: string;
  url: string;
  state: 'active' | 'disabled';
  salt: string;
  previousSalt: string | null;
  previousUntil: Date | null;
}

/** One attempt on its way: what is sent, where, and under which claim. */
export interface Taken {
  attemptId: string;
  messageId: string;
  subscriptionId: string;
  url: string;
  body: string;
  /** Signed with each. */
  secrets: string[];
  sentAt: Date;
}

/** The rows behind sending: who may try which message now, and what came of it. The attempt’s id is the claim. */
@Injectable()
export class WebhookAttempts {
  constructor(
    private readonly queries: WebhooksQueries,
    private readonly secrets: SigningSecrets,
  ) {}

  /** Ids of due messages that nobody has in hand, at most `most` of each subscription, the longest due first; none while all is held. */
  async due(tx: Tx, most: number): Promise<string[][]> {
    if (await this.queries.isHeld(tx)) return [];
    const rows = await tx.query<{ ids: string[] }>(
      `select array(select m.id::text from webhook_message m
                     where m.subscription_id = s.id and m.state = 'waiting' and m.next_attempt_at <= $1
                       and (m.claimed_until is null or m.claimed_until < clock_timestamp())
                     order by m.next_attempt_at, m.id limit $2) as ids
         from webhook_subscription s order by s.id`,
      [tx.now, most],
    );
    return rows.map(({ ids }) => ids).filter((ids) => ids.length > 0);
  }

  /** Claims a message that is due and writes the attempt; null when it is not due, in other hands, or nothing may leave. */
  async take(tx: Tx, messageId: string): Promise<Taken | null> {
    if (await this.queries.isHeld(tx)) return null;
    const due = await tx.one<Due>(
      `select m.id, m.subscription_id as "subscriptionId", m.body, s.url, s.state, s.salt, s.previous_salt as "previousSalt",
              s.previous_until as "previousUntil"
         from webhook_message m join webhook_subscription s on s.id = m.subscription_id
        where m.id = $1 and m.state = 'waiting' and m.next_attempt_at <= $2
          and (m.claimed_until is null or m.claimed_until < clock_timestamp())
        for update of m skip locked`,
      [messageId, tx.now],
    );
    if (!due) return null;
    await tx.query(
      `update webhook_attempt set outcome = 'lost', reason = 'The process ended before the answer came.'
        where message_id = $1 and outcome = 'sending'`,
      [messageId],
    );
    // It was in a worker's hands when the subscription was disabled.
    if (due.state === 'disabled') return this.settle(tx, messageId, 'failed');
    const attemptId = newId();
    await tx.query(
      `update webhook_message set claim = $2, claimed_until = clock_timestamp() + make_interval(secs => ${CLAIM_SECONDS}),
         attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, $3) where id = $1`,
      [messageId, attemptId, tx.now],
    );
    await tx.query(
      `insert into webhook_attempt (id, message_id, subscription_id, number, outcome, started_at)
       select $1, $2, $3, coalesce(max(number), 0) + 1, 'sending', $4 from webhook_attempt where message_id = $2`,
      [attemptId, messageId, due.subscriptionId, tx.now],
    );
    const { subscriptionId, url, body } = due;
    const secrets = this.secrets.at(tx.now, { ...due, id: subscriptionId });
    return { attemptId, messageId, subscriptionId, url, body, secrets, sentAt: tx.now };
  }

  /**
   * Writes what came of an attempt, and what follows: delivered, tried again later, given up, or no more for this subscription.
   * The message is left alone when the claim ran out and another has it. Returns whether it was delivered.
   */
  async conclude(tx: Tx, taken: Taken, answer: Answer): Promise<boolean> {
    const verdict = judge(answer, tx.now);
    await tx.query(
      `update webhook_attempt set outcome = $2, status = $3, duration_ms = $4, reason = $5 where id = $1`,
      [taken.attemptId, verdict.outcome, verdict.status, answer.durationMs, verdict.reason],
    );
    const mine = await tx.one<{ attempts: number; firstAttemptAt: Date }>(
      `select attempts, first_attempt_at as "firstAttemptAt" from webhook_message where id = $1 and claim = $2 for update`,
      [taken.messageId, taken.attemptId],
    );
    const delivered = verdict.outcome === 'delivered';
    if (!mine) return delivered;
    if (delivered) {
      await this.settle(tx, taken.messageId, 'delivered');
      await tx.query(
        'update webhook_subscription set failing_since = null where id = $1 and failing_since is not null',
        [taken.subscriptionId],
      );
      return true;
    }
    const next = (await this.goesOn(tx, taken.subscriptionId, verdict))
      ? nextAttempt({ ...mine, now: tx.now, retryAfter: verdict.retryAfter }, Math.random())
      : null;
    if (!next) await this.settle(tx, taken.messageId, 'failed');
    else
      await tx.query(
        'update webhook_message set claim = null, claimed_until = null, next_attempt_at = $2 where id = $1',
        [taken.messageId, next],
      );
    return false;
  }

  /** Marks the failure on the subscription; false when it is, or is now, disabled. */
  private async goesOn(tx: Tx, id: string, { outcome }: Verdict): Promise<boolean> {
    const row = await tx.one<{ state: string; failingSince: Date }>(
      `update webhook_subscription set failing_since = coalesce(failing_since, $2) where id = $1
       returning state, failing_since as "failingSince"`,
      [id, tx.now],
    );
    if (row?.state !== 'active') return false;
    const worn = tx.now.getTime() - row.failingSince.getTime() >= FAILING_MS;
    if (outcome !== 'gone' && !worn) return true;
    await disable(tx, id, outcome === 'gone' ? 'gone' : 'failing');
    return false;
  }

  private async settle(tx: Tx, id: string, state: 'delivered' | 'failed'): Promise<null> {
    await tx.query(
      `update webhook_message set state = $2, settled_at = $3, next_attempt_at = null, claim = null, claimed_until = null
        where id = $1`,
      [id, state, tx.now],
    );
    return null;
  }
}
