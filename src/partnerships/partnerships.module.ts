import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DepartmentsModule } from '../departments/departments.module.js';
import { Agreement } from './agreement.entity.js';
import { Ending } from './ending.js';
import { PARTNERSHIP_STEPS, faultsOfLife } from './partnership-life.js';
import { Partnership } from './partnership.entity.js';
import { PartnershipsApiController } from './partnerships.api.controller.js';
import { PartnershipsController } from './partnerships.controller.js';
import { PartnershipsQueries } from './partnerships.queries.js';
import { PartnershipsService } from './partnerships.service.js';
import { TermsVersion } from './terms-version.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Partnership, TermsVersion, Agreement]), DepartmentsModule],
  controllers: [PartnershipsApiController, PartnershipsController],
  providers: [PartnershipsService, PartnershipsQueries, Ending],
  exports: [PartnershipsService, PartnershipsQueries],
})
export class PartnershipsModule {
  constructor() {
    const faults = faultsOfLife(PARTNERSHIP_STEPS, 'signed', 'ended');
    if (faults.length > 0) throw new Error(`The life of a partnership is not sound: ${faults.join('; ')}.`);
  }
}
