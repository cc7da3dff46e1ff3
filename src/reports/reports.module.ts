import { Module } from '@nestjs/common';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { DepartmentReports } from './department-reports.js';
import { DepartmentsReportController } from './departments-report.controller.js';
import { PaceReportQueries } from './pace-report.queries.js';
import { PartnerReports } from './partner-reports.js';
import { PeopleReports } from './people-reports.js';
import { PipelineReportQueries } from './pipeline-report.queries.js';
import { PipelineReports } from './pipeline-reports.js';
import { ReportFilesController, ReportsController } from './reports.controller.js';
import { ReportsQueries } from './reports.queries.js';

@Module({
  imports: [ReferralsModule],
  controllers: [ReportsController, DepartmentsReportController, ReportFilesController],
  providers: [
    ReportsQueries,
    PipelineReportQueries,
    PipelineReports,
    PeopleReports,
    PartnerReports,
    PaceReportQueries,
    DepartmentReports,
  ],
  exports: [ReportsQueries],
})
export class ReportsModule {}
