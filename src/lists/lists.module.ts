import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DepartmentsModule } from '../departments/departments.module.js';
import { PitchesModule } from '../pitches/pitches.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { BulkChange } from './bulk/bulk-change.entity.js';
import { BulkChangesQueries } from './bulk/bulk-changes.queries.js';
import { BulkChangesService } from './bulk/bulk-changes.service.js';
import { BulkApiController } from './bulk/bulk.api.controller.js';
import { BulkController } from './bulk/bulk.controller.js';
import { RowChanger } from './bulk/row-changer.js';
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
  imports: [
    TypeOrmModule.forFeature([SavedView, BulkChange]),
    DepartmentsModule,
    PitchesModule,
    ReportsModule,
  ],
  controllers: [ListsApiController, ListsController, SavedViewsController, BulkApiController, BulkController],
  providers: [
    ListsQueries,
    ListFiles,
    SavedViewsQueries,
    SavedViewsService,
    BulkChangesService,
    BulkChangesQueries,
    RowChanger,
  ],
})
export class ListsModule {}
