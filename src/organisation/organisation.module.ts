import { Global, Module } from '@nestjs/common';
import { HolidaysController } from './holidays.controller.js';
import { HolidaysService } from './holidays.service.js';
import { OrganisationController } from './organisation.controller.js';
import { OrganisationQueries } from './organisation.queries.js';
import { OrganisationService } from './organisation.service.js';

/** The vendor itself: names, address, hours, days off, store links, boilerplate. */
@Global()
@Module({
  controllers: [OrganisationController, HolidaysController],
  providers: [OrganisationQueries, OrganisationService, HolidaysService],
  exports: [OrganisationQueries, OrganisationService],
})
export class OrganisationModule {}
