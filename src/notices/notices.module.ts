import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MailModule } from '../mail/mail.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { Digest } from './digest.js';
import { NoticeSweep } from './notice-sweep.js';
import { NoticesApiController } from './notices.api.controller.js';
import { NoticesController } from './notices.controller.js';
import { NoticesListener } from './notices.listener.js';
import { NoticesQueries } from './notices.queries.js';
import { NoticesService } from './notices.service.js';
import { WhomToTell } from './whom-to-tell.js';

/** Notices for people inside the product. It hears events by name and asks the tables they speak of. */
@Module({
  imports: [IdentityModule, OrganisationModule, MailModule, ApprovalsModule],
  controllers: [NoticesController, NoticesApiController],
  providers: [Digest, NoticeSweep, NoticesListener, NoticesQueries, NoticesService, WhomToTell],
})
export class NoticesModule {}
