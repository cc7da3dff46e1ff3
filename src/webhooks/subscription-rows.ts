import type { Tx } from '../platform/database/tx.js';
import { type DisabledBecause, WebhookSubscriptionDisabled } from './webhooks.events.js';

const WHY: Record<DisabledBecause, string> = {
  by_hand: 'Disabled webhooks to',
  gone: 'The receiver wants no more webhooks, and they were disabled:',
  failing: 'Nothing was delivered for five days, and webhooks were disabled:',
};

/** Where events about a subscription belong: its host is named, never the whole URL, which may hold a secret. */
export function placeOf(id: string, url: string, says: string) {
  return {
    visibility: 'vendor' as const,
    subject: { type: 'webhook_subscription', id },
    summary: `${says} ${new URL(url).host}`,
  };
}

/**
 * Disables an active subscription and puts that on the record; repeating it changes nothing. What waits is given up, but for
 * messages a worker has in hand.
 */
export async function disable(tx: Tx, id: string, because: DisabledBecause): Promise<void> {
  const row = await tx.one<{ url: string }>(
    `update webhook_subscription set state = 'disabled', disabled_because = $2, disabled_at = $3
      where id = $1 and state = 'active' returning url`,
    [id, because, tx.now],
  );
  if (!row) return;
  await tx.query(
    `update webhook_message set state = 'failed', next_attempt_at = null, settled_at = $2, claim = null, claimed_until = null
      where subscription_id = $1 and state = 'waiting' and (claimed_until is null or claimed_until < clock_timestamp())`,
    [id, tx.now],
  );
  await tx.record(
    WebhookSubscriptionDisabled({ subscriptionId: id, because }, placeOf(id, row.url, WHY[because])),
  );
}
