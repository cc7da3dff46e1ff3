import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DepartmentsModule } from '../departments/departments.module.js';
import { PitchesModule } from '../pitches/pitches.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { ListFiles } from './list-files.js';
import { ListsApiController } from './lists.api.controller.js';
import { ListsController } from './lists.controller.js';
import { ListsQueries } from './lists.queries.js';
import { SavedView } from './saved-view.entity.js';
import { SavedViewsController } from './saved-views.controller.js';
import { SavedViewsQueries } from './saved-views.queries.js';
import { SavedViewsService } from './saved-views.service.js';

/** Departments, pitches and what belongs to them as tables: sorted, filtered, kept as views, exported, changed in bulk. */
@Module({
  imports: [TypeOrmModule.forFeature([SavedView]), DepartmentsModule, PitchesModule, ReportsModule],
  controllers: [ListsApiController, ListsController, SavedViewsController],
  providers: [ListsQueries, ListFiles, SavedViewsQueries, SavedViewsService],
})
export class ListsModule {}
