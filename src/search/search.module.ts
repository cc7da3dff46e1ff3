import { Module } from '@nestjs/common';
import { DepartmentsModule } from '../departments/departments.module.js';
import { SearchApiController, SearchController } from './search.controller.js';
import { SearchQueries } from './search.queries.js';

@Module({
  imports: [DepartmentsModule],
  controllers: [SearchController, SearchApiController],
  providers: [SearchQueries],
})
export class SearchModule {}
