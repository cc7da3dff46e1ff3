import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '../mail/mail.module.js';
import { ApprovalsApiController } from './approvals.api.controller.js';
import { ApprovalsListener } from './approvals.listener.js';
import { ApprovalsQueries } from './approvals.queries.js';
import { ApprovalsService } from './approvals.service.js';
import { DecisionsService } from './decisions.service.js';
import { QueueController } from './queue.controller.js';
import { ReviewRound } from './review-round.entity.js';
import { Review } from './review.entity.js';

/** Review policies, the queue, decisions. */
@Module({
  imports: [TypeOrmModule.forFeature([Review, ReviewRound]), MailModule],
  controllers: [ApprovalsApiController, QueueController],
  providers: [ApprovalsService, ApprovalsQueries, DecisionsService, ApprovalsListener],
  exports: [ApprovalsService, ApprovalsQueries, DecisionsService],
})
export class ApprovalsModule {}
