import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '../mail/mail.module.js';
import { ApprovalsApiController } from './approvals.api.controller.js';
import { ApprovalsListener } from './approvals.listener.js';
import { ApprovalsQueries } from './approvals.queries.js';
import { ApprovalsService } from './approvals.service.js';
import { BreakGlassService } from './break-glass.service.js';
import { BulkDecisions } from './bulk-decisions.service.js';
import { ClaimsService } from './claims.service.js';
import { DecisionsService } from './decisions.service.js';
import { HeldReviews } from './held-reviews.js';
import { MailLinks } from './mail-links.service.js';
import { PoliciesController } from './policies.controller.js';
import { PoliciesService } from './policies.service.js';
import { QueueController } from './queue.controller.js';
import { ReviewRound } from './review-round.entity.js';
import { ReviewLapses } from './review-lapses.js';
import { ReviewReminders } from './review-reminders.js';
import { Review } from './review.entity.js';

/** Review policies, the queue, decisions. */
@Module({
  imports: [TypeOrmModule.forFeature([Review, ReviewRound]), MailModule],
  controllers: [ApprovalsApiController, PoliciesController, QueueController],
  providers: [
    ApprovalsService,
    ApprovalsQueries,
    ClaimsService,
    DecisionsService,
    HeldReviews,
    ApprovalsListener,
    BreakGlassService,
    BulkDecisions,
    MailLinks,
    PoliciesService,
    ReviewLapses,
    ReviewReminders,
  ],
  exports: [
    ApprovalsService,
    ApprovalsQueries,
    BreakGlassService,
    BulkDecisions,
    ClaimsService,
    DecisionsService,
    MailLinks,
  ],
})
export class ApprovalsModule {}
