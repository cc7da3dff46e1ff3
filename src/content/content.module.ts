import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApprovalsModule } from '../approvals/approvals.module.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { MailModule } from '../mail/mail.module.js';
import { PartnershipsModule } from '../partnerships/partnerships.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { TemplatesModule } from '../templates/templates.module.js';
import { AssetsApiController } from './assets.api.controller.js';
import { Assets } from './assets.js';
import { ContentListener } from './content.listener.js';
import { ContentQueries } from './content.queries.js';
import { ContentService } from './content.service.js';
import { ContentVerify } from './content.verify.js';
import { Corrections } from './corrections.js';
import { Draft } from './draft.entity.js';
import { DraftFacts } from './draft-facts.js';
import { DraftPage } from './draft-page.js';
import { DraftRevision } from './draft-revision.entity.js';
import { DraftStore } from './draft-store.js';
import { DraftsApiController } from './drafts.api.controller.js';
import { DraftsController } from './drafts.controller.js';
import { DraftsService } from './drafts.service.js';
import { MailsListener } from './mails.listener.js';
import { Proposal, ProposalHunk } from './proposal.entity.js';
import { ProposalsApiController } from './proposals.api.controller.js';
import { ProposalsService } from './proposals.service.js';
import { ReleasesQueries } from './releases.queries.js';
import { ReleasesService } from './releases.service.js';
import { ReviewByMailController } from './review-by-mail.controller.js';
import { ReviewComparison } from './review-comparison.js';
import { ReviewController } from './review.controller.js';
import { ReviewPage } from './review-page.js';
import { ReviewSignoffsController } from './review-signoffs.controller.js';
import { QuoteSignoffs } from './review-signoffs.service.js';
import { ReviewThreadsController } from './review-threads.controller.js';
import { ReviewThreads } from './review-threads.service.js';
import { SubmissionService } from './submission.service.js';
import { WriteController } from './write.controller.js';
import { WritePage } from './write-page.js';

/** Drafts, revisions, redlines, releases. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Draft, DraftRevision, Proposal, ProposalHunk]),
    ApprovalsModule,
    DepartmentsModule,
    MailModule,
    PartnershipsModule,
    ReferralsModule,
    TemplatesModule,
  ],
  controllers: [
    AssetsApiController,
    DraftsApiController,
    ProposalsApiController,
    ReviewByMailController,
    ReviewController,
    ReviewSignoffsController,
    ReviewThreadsController,
    DraftsController,
    WriteController,
  ],
  providers: [
    Assets,
    ContentListener,
    ContentQueries,
    ContentService,
    ContentVerify,
    Corrections,
    DraftFacts,
    DraftPage,
    DraftsService,
    DraftStore,
    MailsListener,
    ProposalsService,
    QuoteSignoffs,
    ReleasesQueries,
    ReleasesService,
    ReviewComparison,
    ReviewPage,
    ReviewThreads,
    SubmissionService,
    WritePage,
  ],
  exports: [
    ContentService,
    ContentQueries,
    ReleasesQueries,
    DraftsService,
    SubmissionService,
    ProposalsService,
    ReleasesService,
  ],
})
export class ContentModule {}
