import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Contact } from './contact.entity.js';
import { ContactIntakeService } from './contact-intake.service.js';
import { CustomFieldEntity } from './custom-field.entity.js';
import { CustomFieldsApiController } from './custom-fields.api.controller.js';
import { CustomFieldsController } from './custom-fields.controller.js';
import { CustomFieldsQueries } from './custom-fields.queries.js';
import { CustomFieldsService } from './custom-fields.service.js';
import { DepartmentIntakeStore } from './department-intake-store.js';
import { DepartmentIntakeService } from './department-intake.service.js';
import { DepartmentMatchingService } from './department-matching.service.js';
import { DepartmentSearchQueries } from './department-search.queries.js';
import { DepartmentSlug } from './department-slug.entity.js';
import { Department } from './department.entity.js';
import { DepartmentsApiController } from './departments.api.controller.js';
import { DepartmentsController } from './departments.controller.js';
import { DepartmentsQueries } from './departments.queries.js';
import { DepartmentsService } from './departments.service.js';
import { ContactsController } from './contacts.controller.js';
import { ContactsService } from './contacts.service.js';
import { Site } from './site.entity.js';
import { SitesApiController } from './sites.api.controller.js';
import { SitesController } from './sites.controller.js';
import { SitesQueries } from './sites.queries.js';
import { SitesService } from './sites.service.js';
import { MergesApiController } from './merges.api.controller.js';
import { MergesController } from './merges.controller.js';
import { MergesQueries } from './merges.queries.js';
import { MergesService } from './merges.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Department, DepartmentSlug, Contact, Site, CustomFieldEntity])],
  controllers: [
    DepartmentsApiController,
    DepartmentsController,
    ContactsController,
    SitesController,
    SitesApiController,
    MergesController,
    MergesApiController,
    CustomFieldsController,
    CustomFieldsApiController,
  ],
  providers: [
    DepartmentsService,
    DepartmentIntakeService,
    DepartmentIntakeStore,
    DepartmentMatchingService,
    ContactIntakeService,
    ContactsService,
    SitesService,
    SitesQueries,
    MergesService,
    MergesQueries,
    DepartmentsQueries,
    DepartmentSearchQueries,
    CustomFieldsService,
    CustomFieldsQueries,
  ],
  exports: [
    DepartmentsService,
    DepartmentIntakeService,
    DepartmentMatchingService,
    ContactIntakeService,
    MergesQueries,
    SitesQueries,
    DepartmentsQueries,
    DepartmentSearchQueries,
    CustomFieldsQueries,
  ],
})
export class DepartmentsModule {}
