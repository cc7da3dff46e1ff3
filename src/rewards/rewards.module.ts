import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DepartmentsModule } from '../departments/departments.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MailModule } from '../mail/mail.module.js';
import { PartnershipsModule } from '../partnerships/partnerships.module.js';
import { AcceptanceDocumentController } from './acceptance-document.controller.js';
import { GiftsController } from './gifts.controller.js';
import { DeviceUnit, RewardAccount, Shipment } from './reward-rows.entity.js';
import { RewardForms } from './reward-forms.js';
import { Reward } from './reward.entity.js';
import { faultsInSteps, REWARD_STEPS } from './reward-states.js';
import { RewardsApiController } from './rewards.api.controller.js';
import { RewardsController } from './rewards.controller.js';
import { RewardsListener } from './rewards.listener.js';
import { RewardsQueries } from './rewards.queries.js';
import { RewardsService } from './rewards.service.js';
import { RewardsVerify } from './rewards.verify.js';
import { Settlement } from './settlement.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Reward, RewardAccount, Shipment, DeviceUnit]),
    IdentityModule,
    DepartmentsModule,
    PartnershipsModule,
    MailModule,
  ],
  controllers: [RewardsApiController, AcceptanceDocumentController, RewardsController, GiftsController],
  providers: [RewardsService, RewardForms, RewardsQueries, RewardsListener, RewardsVerify, Settlement],
  exports: [RewardsService, RewardsQueries],
})
export class RewardsModule implements OnModuleInit {
  /** A table of states with a dead end or an unreachable state stops the start. */
  onModuleInit(): void {
    const faults = faultsInSteps(REWARD_STEPS);
    if (faults.length > 0) throw new Error(faults.join('. '));
  }
}
