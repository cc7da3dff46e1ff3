import { Module } from '@nestjs/common';
import { PartnerReports } from './partner-reports.js';
import { PeopleReports } from './people-reports.js';
import { PipelineReportQueries } from './pipeline-report.queries.js';
import { PipelineReports } from './pipeline-reports.js';
import { ReportFilesController, ReportsController } from './reports.controller.js';
import { ReportsQueries } from './reports.queries.js';

@Module({
  controllers: [ReportsController, ReportFilesController],
  providers: [ReportsQueries, PipelineReportQueries, PipelineReports, PeopleReports, PartnerReports],
  exports: [ReportsQueries],
})
export class ReportsModule {}
