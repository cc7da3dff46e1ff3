import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Contact } from './contact.entity.js';
import { DepartmentImport } from './department-import.entity.js';
import { DepartmentImportsApiController } from './department-imports.api.controller.js';
import { DepartmentImportsController } from './department-imports.controller.js';
import { DepartmentImportsQueries } from './department-imports.queries.js';
import { DepartmentImportsService } from './department-imports.service.js';
import { DepartmentSlug } from './department-slug.entity.js';
import { Department } from './department.entity.js';
import { DepartmentsApiController } from './departments.api.controller.js';
import { DepartmentsController } from './departments.controller.js';
import { DepartmentsCli } from './departments.cli.js';
import { DepartmentsQueries } from './departments.queries.js';
import { DepartmentsService } from './departments.service.js';
import { ImportApplier } from './import-applier.js';
import { ImportReverser } from './import-reverser.js';

@Module({
  imports: [TypeOrmModule.forFeature([Department, DepartmentSlug, Contact, DepartmentImport])],
  controllers: [
    DepartmentsApiController,
    DepartmentImportsApiController,
    DepartmentsController,
    DepartmentImportsController,
  ],
  providers: [
    DepartmentsService,
    DepartmentsQueries,
    DepartmentImportsService,
    DepartmentImportsQueries,
    ImportApplier,
    ImportReverser,
    DepartmentsCli,
  ],
  exports: [DepartmentsService, DepartmentsQueries],
})
export class DepartmentsModule {}
