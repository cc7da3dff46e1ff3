import { Module } from '@nestjs/common';
import { PitchesModule } from '../pitches/pitches.module.js';
import { ReportsController } from './reports.controller.js';
import { ReportsQueries } from './reports.queries.js';

@Module({
  imports: [PitchesModule],
  controllers: [ReportsController],
  providers: [ReportsQueries],
  exports: [ReportsQueries],
})
export class ReportsModule {}
