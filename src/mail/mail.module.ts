import { Module } from '@nestjs/common';
import { InboundMailQueries } from './inbound/inbound-mail.queries.js';
import { InboundMailService } from './inbound/inbound-mail.service.js';
import { InboundSmtp } from './inbound/inbound-smtp.js';
import { HeldMailService } from './held-mail.service.js';
import { InvitationListener } from './invitation.listener.js';
import { Liveness } from './liveness.js';
import { MailGate } from './mail-gate.js';
import { MailSender } from './mail-sender.js';
import { MailApiController } from './mail.api.controller.js';
import { MailController } from './mail.controller.js';
import { MailListener } from './mail.listener.js';
import { MailQueries } from './mail.queries.js';
import { MailService } from './mail.service.js';
import { MailVerify } from './mail.verify.js';
import { SuppressionsApiController } from './suppressions.api.controller.js';
import { SuppressionsService } from './suppressions.service.js';
import { UnsubscribeController } from './unsubscribe.controller.js';

@Module({
  controllers: [MailController, MailApiController, SuppressionsApiController, UnsubscribeController],
  providers: [
    HeldMailService,
    InboundMailQueries,
    InboundMailService,
    InboundSmtp,
    InvitationListener,
    Liveness,
    MailGate,
    MailListener,
    MailQueries,
    MailSender,
    MailService,
    MailVerify,
    SuppressionsService,
  ],
  exports: [MailService, MailQueries, InboundMailService, InboundMailQueries],
})
export class MailModule {}
