import { Module } from '@nestjs/common';
import { ContentModule } from '../content/content.module.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { PartnershipsModule } from '../partnerships/partnerships.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { RemindersModule } from '../reminders/reminders.module.js';
import { RewardsModule } from '../rewards/rewards.module.js';
import { CorrectionsQueries } from './corrections.queries.js';
import { DepartmentHomeQueries } from './department-home.queries.js';
import { DepartmentLayout } from './department.layout.js';
import { DepartmentRecordsController } from './department-records.controller.js';
import { PressureLogController } from './pressure-log.controller.js';
import { PressureLogQueries } from './pressure-log.queries.js';
import { PublicListController } from './public-list.controller.js';
import { PublicListQueries } from './public-list.queries.js';
import { PublicRecordController } from './public-record.controller.js';
import { PublicRecordQueries } from './public-record.queries.js';
import { TrailApiController } from './trail.api.controller.js';
import { TrailController } from './trail.controller.js';
import { TrailQueries } from './trail.queries.js';

/** What is on the record: for anyone, for the department, and the trail for the vendor. */
@Module({
  imports: [
    OrganisationModule,
    DepartmentsModule,
    PartnershipsModule,
    ReferralsModule,
    RewardsModule,
    ContentModule,
    RemindersModule,
  ],
  // The list first: its fixed addresses come before the one that takes any name.
  controllers: [
    PublicListController,
    PublicRecordController,
    TrailApiController,
    TrailController,
    DepartmentRecordsController,
    PressureLogController,
  ],
  providers: [
    CorrectionsQueries,
    DepartmentHomeQueries,
    DepartmentLayout,
    PressureLogQueries,
    PublicListQueries,
    PublicRecordQueries,
    TrailQueries,
  ],
  exports: [DepartmentHomeQueries, TrailQueries],
})
export class RecordsModule {}
