import { Global, Module } from '@nestjs/common';
import { OrganisationController } from './organisation.controller.js';
import { OrganisationQueries } from './organisation.queries.js';
import { OrganisationService } from './organisation.service.js';

/** The vendor itself: names, address, hours, store links, boilerplate. */
@Global()
@Module({
  controllers: [OrganisationController],
  providers: [OrganisationQueries, OrganisationService],
  exports: [OrganisationQueries, OrganisationService],
})
export class OrganisationModule {}
