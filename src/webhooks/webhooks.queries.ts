import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import type { DisabledBecause } from './webhooks.events.js';

/** A subscription as its admins see it; nothing in it helps to sign. */
export interface SubscriptionLine {
  id: string;
  url: string;
  eventTypes: string[];
  state: 'active' | 'disabled';
  disabledBecause: DisabledBecause | null;
  disabledAt: Date | null;
  /** Since when every attempt failed; null when the last one did not, or there was none. */
  failingSince: Date | null;
  /** Until when the secret before the present one signs too. */
  previousSecretUntil: Date | null;
  createdAt: Date;
  createdByName: string;
}

export type AttemptOutcome = 'sending' | 'delivered' | 'gone' | 'refused' | 'unanswered' | 'lost';

/** One attempt; `messageId` is the `webhook-id`, `number` counts the attempts of that message, replays included. */
export interface AttemptLine {
  id: string;
  messageId: string;
  eventType: string;
  messageState: 'waiting' | 'delivered' | 'failed';
  nextAttemptAt: Date | null;
  number: number;
  startedAt: Date;
  outcome: AttemptOutcome;
  status: number | null;
  durationMs: number | null;
  reason: string | null;
}

const LINE = `id, url, event_types as "eventTypes", state, disabled_because as "disabledBecause", disabled_at as "disabledAt",
  failing_since as "failingSince", case when previous_until > $1 then previous_until end as "previousSecretUntil",
  created_at as "createdAt", created_by_name as "createdByName"`;

/** Questions about outgoing webhooks. */
@Injectable()
export class WebhooksQueries {
  /** Newest first; one more than `limit` when there are more. */
  subscriptions(tx: Tx, limit: number, before: string | null): Promise<SubscriptionLine[]> {
    return tx.query<SubscriptionLine>(
      `select ${LINE} from webhook_subscription where ($2::uuid is null or id < $2) order by id desc limit $3`,
      [tx.now, before, limit + 1],
    );
  }

  subscription(tx: Tx, id: string): Promise<SubscriptionLine | undefined> {
    return tx.one<SubscriptionLine>(`select ${LINE} from webhook_subscription where id = $2`, [tx.now, id]);
  }

  /** The delivery log of a subscription, newest first; one more than `limit` when there are more. */
  attempts(tx: Tx, subscriptionId: string, limit: number, before: string | null): Promise<AttemptLine[]> {
    return tx.query<AttemptLine>(
      `select a.id, a.message_id as "messageId", m.event_type as "eventType", m.state as "messageState",
              m.next_attempt_at as "nextAttemptAt", a.number, a.started_at as "startedAt", a.outcome, a.status,
              a.duration_ms as "durationMs", a.reason
         from webhook_attempt a join webhook_message m on m.id = a.message_id
        where a.subscription_id = $1 and ($2::uuid is null or a.id < $2) order by a.id desc limit $3`,
      [subscriptionId, before, limit + 1],
    );
  }

  /** Whether nothing leaves this installation: it is a demo, or was just restored. */
  async isHeld(tx: Tx): Promise<boolean> {
    const row = await tx.one<{ held: boolean }>('select demo or mail_held as held from installation');
    return row?.held ?? false;
  }
}
