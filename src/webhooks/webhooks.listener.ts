import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvents } from '../platform/events/on-event.js';
import { newId } from '../platform/id.js';
import { ringForWebhooks } from './doorbell.js';
import { OUTGOING_TYPES } from './event-types.js';
import { messageBody } from './message-body.js';

/** Writes a message for each active subscription to an event, in the transaction in which the event's delivery is done. */
@Injectable()
export class WebhooksListener {
  /** Delivered twice, it still writes one message for each subscription: the database keeps a second one out. */
  @OnEvents(OUTGOING_TYPES, { name: 'webhooks.write-messages', wanted: 'liaison_webhook_wanted' })
  async onEvent(event: StoredEvent, tx: Tx): Promise<void> {
    const subscriptions = await tx.query<{ id: string }>(
      `select id from webhook_subscription where state = 'active' and $1 = any (event_types)`,
      [event.type],
    );
    if (subscriptions.length === 0) return;
    const body = messageBody(event);
    for (const { id } of subscriptions) {
      await tx.query(
        `insert into webhook_message (id, subscription_id, event_id, event_type, body, state, next_attempt_at, created_at)
         values ($1, $2, $3, $4, $5, 'waiting', $6, $6) on conflict (subscription_id, event_id) do nothing`,
        [newId(), id, event.id, event.type, body, tx.now],
      );
      await ringForWebhooks(tx, id);
    }
  }
}
