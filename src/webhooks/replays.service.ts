import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { ringForWebhooks } from './doorbell.js';
import { placeOf } from './subscription-rows.js';
import { beingSent, subscriptionDisabled } from './webhooks.errors.js';
import { WebhookMessagesReplayed } from './webhooks.events.js';

const AGAIN = `state = 'waiting', attempts = 0, first_attempt_at = null, next_attempt_at = $2, settled_at = null,
  claim = null, claimed_until = null`;
const IN_HAND = 'claimed_until >= clock_timestamp()';

/** Messages sent again because a person says so: new attempts under the same `webhook-id`, with the body as it was. */
@Injectable()
export class ReplaysService {
  constructor(private readonly work: UnitOfWork) {}

  /** Sends one message again, whatever became of it. Throws 404, `being_sent` (409), `subscription_disabled` (422). */
  message(actor: Actor, id: string): Promise<{ subscriptionId: string }> {
    return this.work.run(actor, async (tx) => {
      const found = isId(id)
        ? await tx.one<{ subscriptionId: string; inHand: boolean }>(
            `select subscription_id as "subscriptionId", coalesce(${IN_HAND}, false) as "inHand"
               from webhook_message where id = $1 for update`,
            [id],
          )
        : undefined;
      if (!found) throw notFound('message');
      if (found.inHand) throw beingSent();
      const { subscriptionId } = found;
      const url = await activeUrl(tx, subscriptionId);
      await tx.query(`update webhook_message set ${AGAIN} where id = $1`, [id, tx.now]);
      await recorded(tx, subscriptionId, url, 1);
      return { subscriptionId };
    });
  }

  /** Sends all messages made since then that failed again; returns how many. Throws 404 and `subscription_disabled` (422). */
  failedSince(actor: Actor, subscriptionId: string, since: Date): Promise<number> {
    return this.work.run(actor, async (tx) => {
      const url = await activeUrl(tx, subscriptionId);
      const rows = await tx.query(
        `update webhook_message set ${AGAIN} where subscription_id = $1 and state = 'failed' and created_at >= $3 returning id`,
        [subscriptionId, tx.now, since],
      );
      if (rows.length > 0) await recorded(tx, subscriptionId, url, rows.length);
      return rows.length;
    });
  }
}

async function activeUrl(tx: Tx, id: string): Promise<string> {
  const row = isId(id)
    ? await tx.one<{ url: string; state: string }>(
        'select url, state from webhook_subscription where id = $1 for share',
        [id],
      )
    : undefined;
  if (!row) throw notFound('subscription');
  if (row.state !== 'active') throw subscriptionDisabled();
  return row.url;
}

async function recorded(tx: Tx, id: string, url: string, messages: number): Promise<void> {
  await tx.record(
    WebhookMessagesReplayed(
      { subscriptionId: id, messages },
      placeOf(id, url, `Sends ${messages === 1 ? 'a message' : `${messages} messages`} again to`),
    ),
  );
  await ringForWebhooks(tx, id);
}
