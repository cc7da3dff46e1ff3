import { Module } from '@nestjs/common';
import { BounceMailbox } from './bounces/bounce-mailbox.js';
import { InboundMailQueries } from './inbound/inbound-mail.queries.js';
import { InboundMailService } from './inbound/inbound-mail.service.js';
import { InboundSmtp } from './inbound/inbound-smtp.js';
import { HeldMailService } from './held-mail.service.js';
import { InvitationListener } from './invitation.listener.js';
import { Liveness } from './liveness.js';
import { MailClaims } from './mail-claims.js';
import { MailGate } from './mail-gate.js';
import { MailOutcomes } from './mail-outcomes.js';
import { MailPace } from './mail-pace.js';
import { MailReportsService } from './mail-reports.service.js';
import { MailSender } from './mail-sender.js';
import { MailVerdicts } from './mail-verdicts.js';
import { MailApiController } from './mail.api.controller.js';
import { MailController } from './mail.controller.js';
import { MailListener } from './mail.listener.js';
import { MailQueries } from './mail.queries.js';
import { MailService } from './mail.service.js';
import { MailVerify } from './mail.verify.js';
import { MailHooksController } from './provider-hooks/mail-hooks.controller.js';
import { MailPreviewsController } from './previews/mail-previews.controller.js';
import { MailDns } from './sender-identity/mail-dns.js';
import { MailSettingsController } from './sender-identity/mail-settings.controller.js';
import { SenderIdentityService } from './sender-identity/sender-identity.service.js';
import { ProviderReportsService } from './provider-hooks/provider-reports.service.js';
import { SnsDoor } from './provider-hooks/sns-door.js';
import { SuppressionLifting } from './suppressions/suppression-lifting.service.js';
import { SuppressionsApiController } from './suppressions/suppressions.api.controller.js';
import { SuppressionsController } from './suppressions/suppressions.controller.js';
import { SuppressionsQueries } from './suppressions/suppressions.queries.js';
import { SuppressionsService } from './suppressions/suppressions.service.js';
import { UnsubscribeController } from './suppressions/unsubscribe.controller.js';

@Module({
  controllers: [
    MailController,
    MailApiController,
    MailHooksController,
    MailPreviewsController,
    MailSettingsController,
    SuppressionsApiController,
    SuppressionsController,
    UnsubscribeController,
  ],
  providers: [
    BounceMailbox,
    HeldMailService,
    InboundMailQueries,
    InboundMailService,
    InboundSmtp,
    InvitationListener,
    Liveness,
    MailClaims,
    MailDns,
    MailGate,
    MailListener,
    MailOutcomes,
    MailPace,
    MailQueries,
    MailReportsService,
    MailSender,
    MailService,
    MailVerdicts,
    MailVerify,
    ProviderReportsService,
    SenderIdentityService,
    SnsDoor,
    SuppressionLifting,
    SuppressionsQueries,
    SuppressionsService,
  ],
  exports: [MailService, MailQueries, InboundMailService, InboundMailQueries],
})
export class MailModule {}
