import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module.js';
import { ContentModule } from '../content/content.module.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { MailModule } from '../mail/mail.module.js';
import { PartnershipsModule } from '../partnerships/partnerships.module.js';
import { PitchesModule } from '../pitches/pitches.module.js';
import { RecordsModule } from '../records/records.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { RewardsModule } from '../rewards/rewards.module.js';
import { DepartmentPageQueries } from './department-page.queries.js';
import { DepartmentPagesController } from './departments.controller.js';
import { FirstStepsQueries } from './first-steps.queries.js';
import { TodayController } from './today.controller.js';
import { TodayQueries } from './today.queries.js';

@Module({
  imports: [
    ApprovalsModule,
    ContentModule,
    DepartmentsModule,
    MailModule,
    PartnershipsModule,
    PitchesModule,
    RecordsModule,
    ReferralsModule,
    ReportsModule,
    RewardsModule,
  ],
  controllers: [TodayController, DepartmentPagesController],
  providers: [TodayQueries, FirstStepsQueries, DepartmentPageQueries],
})
export class TodayModule {}
