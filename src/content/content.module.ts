import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApprovalsModule } from '../approvals/approvals.module.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { MailModule } from '../mail/mail.module.js';
import { PartnershipsModule } from '../partnerships/partnerships.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { SocialModule } from '../social/social.module.js';
import { TemplatesModule } from '../templates/templates.module.js';
import { ApprovedListener } from './approved.listener.js';
import { AssetLibrary } from './asset-library.js';
import { AssetLibraryController } from './asset-library.controller.js';
import { AssetsApiController } from './assets.api.controller.js';
import { Assets } from './assets.js';
import { ContentListener } from './content.listener.js';
import { ContentQueries } from './content.queries.js';
import { ContentService } from './content.service.js';
import { ContentVerify } from './content.verify.js';
import { Corrections } from './corrections.js';
import { Draft } from './draft.entity.js';
import { DraftChecking } from './draft-checking.js';
import { DraftConflict } from './draft-conflict.js';
import { DraftFacts } from './draft-facts.js';
import { DraftPage } from './draft-page.js';
import { DraftRevision } from './draft-revision.entity.js';
import { DraftStore } from './draft-store.js';
import { DraftsApiController } from './drafts.api.controller.js';
import { DraftsController } from './drafts.controller.js';
import { DraftsService } from './drafts.service.js';
import { Embargoes } from './embargoes.js';
import { ExportsApiController } from './exports.api.controller.js';
import { ExportsService } from './exports.service.js';
import { MailsListener } from './mails.listener.js';
import { MonthKit } from './month-kit.js';
import { PostKit } from './post-kit.js';
import { PostsQueries } from './posts.queries.js';
import { Proposal, ProposalHunk } from './proposal.entity.js';
import { ProposalsApiController } from './proposals.api.controller.js';
import { ProposalsService } from './proposals.service.js';
import { ReceiptsLayout } from './receipts.layout.js';
import { Receipts } from './receipts.js';
import { ReleasePage } from './release-page.js';
import { ReleaseTimesService } from './release-times.service.js';
import { ReleasesApiController } from './releases.api.controller.js';
import { ReleasesController } from './releases.controller.js';
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
import { TextTouches } from './text-touches.js';
import { WorkingCopies } from './working-copies.js';
import { WorkingCopySweep } from './working-copy-sweep.js';
import { WriteController } from './write.controller.js';
import { WritePage } from './write-page.js';
import { WriteTemplatesController } from './write-templates.controller.js';
import { WriteTemplatesPage } from './write-templates-page.js';
import { WritingRulesController } from './writing-rules.controller.js';
import { WritingRulesService } from './writing-rules.service.js';

/** Drafts, revisions, redlines, releases. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Draft, DraftRevision, Proposal, ProposalHunk]),
    ApprovalsModule,
    DepartmentsModule,
    MailModule,
    PartnershipsModule,
    ReferralsModule,
    SocialModule,
    TemplatesModule,
  ],
  controllers: [
    AssetLibraryController,
    AssetsApiController,
    DraftsApiController,
    ExportsApiController,
    ProposalsApiController,
    ReleasesApiController,
    ReleasesController,
    ReviewByMailController,
    ReviewController,
    ReviewSignoffsController,
    ReviewThreadsController,
    DraftsController,
    WriteController,
    WriteTemplatesController,
    WritingRulesController,
  ],
  providers: [
    ApprovedListener,
    AssetLibrary,
    Assets,
    ContentListener,
    ContentQueries,
    ContentService,
    ContentVerify,
    Corrections,
    DraftChecking,
    DraftConflict,
    DraftFacts,
    DraftPage,
    DraftsService,
    DraftStore,
    Embargoes,
    ExportsService,
    MailsListener,
    MonthKit,
    PostKit,
    PostsQueries,
    ProposalsService,
    QuoteSignoffs,
    Receipts,
    ReceiptsLayout,
    ReleasePage,
    ReleaseTimesService,
    ReleasesQueries,
    ReleasesService,
    ReviewComparison,
    ReviewPage,
    ReviewThreads,
    SubmissionService,
    TextTouches,
    WorkingCopies,
    WorkingCopySweep,
    WritePage,
    WriteTemplatesPage,
    WritingRulesService,
  ],
  exports: [
    ContentService,
    ContentQueries,
    PostsQueries,
    ReleasesQueries,
    DraftsService,
    SubmissionService,
    ProposalsService,
    ReleasesService,
  ],
})
export class ContentModule {}
