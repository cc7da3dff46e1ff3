import { defineEvent } from '../platform/events/define-event.js';

/** Why a subscription is disabled: a person said so, its receiver answered 410, or nothing was delivered for five days. */
export type DisabledBecause = 'by_hand' | 'gone' | 'failing';

interface Which {
  subscriptionId: string;
}

export const WebhookSubscriptionAdded = defineEvent<Which & { eventTypes: string[] }>(
  'webhook_subscription.added',
  { recordOnly: true },
);

/** URL, event types or standing were changed; the names of the fields, not what stands in them. */
export const WebhookSubscriptionChanged = defineEvent<Which & { fields: string[] }>(
  'webhook_subscription.changed',
  { recordOnly: true },
);

export const WebhookSubscriptionDisabled = defineEvent<Which & { because: DisabledBecause }>(
  'webhook_subscription.disabled',
  { recordOnly: true },
);

/** A new secret signs; the one before signs too until `previousUntil`. */
export const WebhookSecretRotated = defineEvent<Which & { previousUntil: string }>(
  'webhook_subscription.secret_rotated',
  { recordOnly: true },
);

/** A person had messages sent again. */
export const WebhookMessagesReplayed = defineEvent<Which & { messages: number }>(
  'webhook_subscription.messages_replayed',
  { recordOnly: true },
);
