import { Module } from '@nestjs/common';
import { WebhookDoorbell } from './doorbell.js';
import { MessageSweep } from './message-sweep.js';
import { ReplaysService } from './replays.service.js';
import { SigningSecrets } from './signing-secrets.js';
import { WebhookAttempts } from './webhook-attempts.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhooksApiController } from './webhooks.api.controller.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksListener } from './webhooks.listener.js';
import { WebhooksQueries } from './webhooks.queries.js';
import { WebhooksService } from './webhooks.service.js';

/** Signed messages to programs outside, by Standard Webhooks 1.0.0. It knows events by name and no room they come from. */
@Module({
  controllers: [WebhooksController, WebhooksApiController],
  providers: [
    MessageSweep,
    ReplaysService,
    SigningSecrets,
    WebhookAttempts,
    WebhookDoorbell,
    WebhookSender,
    WebhooksListener,
    WebhooksQueries,
    WebhooksService,
  ],
})
export class WebhooksModule {}
