import { Module } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { PartnershipsModule } from '../partnerships/partnerships.module.js';
import { RewardsModule } from '../rewards/rewards.module.js';
import { TemplatesModule } from '../templates/templates.module.js';
import { AdjustHookController } from './adjust-hook.controller.js';
import { AppsflyerHookController } from './appsflyer-hook.controller.js';
import { BranchHookController } from './branch-hook.controller.js';
import { BranchApi } from './branch-links/branch-api.js';
import { BranchLinkRows } from './branch-links/branch-link-rows.js';
import { BranchLinks } from './branch-links/branch-links.js';
import { BranchLinksListener } from './branch-links/branch-links.listener.js';
import { BranchLinksQueries } from './branch-links/branch-links.queries.js';
import { BurstFinder } from './bursts/burst-finder.js';
import { BurstsApiController } from './bursts/bursts.api.controller.js';
import { BurstsController } from './bursts/bursts.controller.js';
import { BurstsQueries } from './bursts/bursts.queries.js';
import { BurstsService } from './bursts/bursts.service.js';
import { CountsCheck } from './counts-check.js';
import { DayCounts } from './day-counts.js';
import { Deciding } from './deciding.js';
import { DecisionReader } from './decision-reader.js';
import { DownloadController } from './download.controller.js';
import { DownloadsImport } from './downloads-import.js';
import { HookDoor } from './hook-door.js';
import { IntakeFigures } from './intake-figures.js';
import { Intake } from './intake.js';
import { KeywordTexts } from './keyword-texts.js';
import { LinkController } from './link.controller.js';
import { Links } from './links.js';
import { LinkPicturesController } from './link-pictures.controller.js';
import { PaceQueries } from './pace/pace.queries.js';
import { RebuildCounts } from './rebuild-counts.js';
import { Redeciding } from './redeciding.js';
import { ReferralsApiController } from './referrals.api.controller.js';
import { ReferralsController } from './referrals.controller.js';
import { ReferralsListener } from './referrals.listener.js';
import { ReferralsQueries } from './referrals.queries.js';
import { ReferralsService } from './referrals.service.js';
import { TermsRecounts } from './terms-recounts/terms-recounts.js';
import { TermsRecountsApiController } from './terms-recounts/terms-recounts.api.controller.js';
import { TermsRecountsController } from './terms-recounts/terms-recounts.controller.js';
import { TwilioHookController } from './twilio-hook.controller.js';
import { Visits } from './visits.js';
import { WaitingDownloads } from './waiting-downloads.js';

@Module({
  imports: [OrganisationModule, PartnershipsModule, RewardsModule, TemplatesModule],
  controllers: [
    ReferralsApiController,
    BurstsApiController,
    BurstsController,
    ReferralsController,
    DownloadController,
    BranchHookController,
    AppsflyerHookController,
    AdjustHookController,
    TwilioHookController,
    LinkController,
    LinkPicturesController,
    TermsRecountsApiController,
    TermsRecountsController,
  ],
  providers: [
    ReferralsService,
    ReferralsQueries,
    ReferralsListener,
    Deciding,
    Redeciding,
    Intake,
    IntakeFigures,
    HookDoor,
    Links,
    Visits,
    KeywordTexts,
    CountsCheck,
    RebuildCounts,
    DecisionReader,
    DayCounts,
    BurstsQueries,
    BurstsService,
    BurstFinder,
    PaceQueries,
    DownloadsImport,
    WaitingDownloads,
    TermsRecounts,
    { provide: BranchApi, inject: [Config], useFactory: (config: Config) => new BranchApi(config) },
    BranchLinkRows,
    BranchLinks,
    BranchLinksListener,
    BranchLinksQueries,
  ],
  exports: [ReferralsService, ReferralsQueries, PaceQueries],
})
export class ReferralsModule {}
