import { Module } from '@nestjs/common';
import { DepartmentsModule } from '../departments/departments.module.js';
import { Ending } from './ending.js';
import { PARTNERSHIP_STEPS, faultsOfLife } from './partnership-life.js';
import { PartnershipsApiController } from './partnerships.api.controller.js';
import { PartnershipsController } from './partnerships.controller.js';
import { PartnershipsQueries } from './partnerships.queries.js';
import { PartnershipsService } from './partnerships.service.js';

@Module({
  imports: [DepartmentsModule],
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
