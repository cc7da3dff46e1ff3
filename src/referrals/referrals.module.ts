import { Module } from '@nestjs/common';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { PartnershipsModule } from '../partnerships/partnerships.module.js';
import { RewardsModule } from '../rewards/rewards.module.js';
import { BranchHookController } from './branch-hook.controller.js';
import { CountsCheck } from './counts-check.js';
import { Deciding } from './deciding.js';
import { DownloadsImport } from './downloads-import.js';
import { Intake } from './intake.js';
import { LinkController } from './link.controller.js';
import { RebuildCounts } from './rebuild-counts.js';
import { Redeciding } from './redeciding.js';
import { ReferralsApiController } from './referrals.api.controller.js';
import { ReferralsController } from './referrals.controller.js';
import { ReferralsListener } from './referrals.listener.js';
import { ReferralsQueries } from './referrals.queries.js';
import { ReferralsService } from './referrals.service.js';

@Module({
  imports: [OrganisationModule, PartnershipsModule, RewardsModule],
  controllers: [ReferralsApiController, ReferralsController, BranchHookController, LinkController],
  providers: [
    ReferralsService,
    ReferralsQueries,
    ReferralsListener,
    Deciding,
    Redeciding,
    Intake,
    CountsCheck,
    RebuildCounts,
    DownloadsImport,
  ],
  exports: [ReferralsService, ReferralsQueries],
})
export class ReferralsModule {}
