import { Module } from '@nestjs/common';
import { ContentModule } from '../content/content.module.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { PartnershipsModule } from '../partnerships/partnerships.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { RewardsModule } from '../rewards/rewards.module.js';
import { CorrectionsQueries } from './corrections.queries.js';
import { PublicListController } from './public-list.controller.js';
import { PublicListQueries } from './public-list.queries.js';
import { PublicRecordController } from './public-record.controller.js';
import { PublicRecordQueries } from './public-record.queries.js';

/** What is on the record: for anyone, for the department, and the trail for the vendor. */
@Module({
  imports: [
    OrganisationModule,
    DepartmentsModule,
    PartnershipsModule,
    ReferralsModule,
    RewardsModule,
    ContentModule,
  ],
  // The list first: its fixed addresses come before the one that takes any name.
  controllers: [PublicListController, PublicRecordController],
  providers: [CorrectionsQueries, PublicListQueries, PublicRecordQueries],
})
export class RecordsModule {}
