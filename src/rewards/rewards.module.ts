import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DepartmentsModule } from '../departments/departments.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MailModule } from '../mail/mail.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { PartnershipsModule } from '../partnerships/partnerships.module.js';
import { AcceptanceDocumentController } from './acceptance-document.controller.js';
import { Allowance } from './allowances/allowance.entity.js';
import { ALLOWANCE_STATES, ALLOWANCE_STEPS, LAST_ALLOWANCE_STATES } from './allowances/allowance-states.js';
import { AllowancesApiController } from './allowances/allowances.api.controller.js';
import { AllowancesController } from './allowances/allowances.controller.js';
import { AllowancesListener } from './allowances/allowances.listener.js';
import { AllowancesQueries } from './allowances/allowances.queries.js';
import { AllowancesService } from './allowances/allowances.service.js';
import { AllowancesVerify } from './allowances/allowances.verify.js';
import { GiftsController } from './gifts.controller.js';
import { InformationOfficers } from './information-officers.js';
import { LedgerApiController } from './ledger/ledger.api.controller.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { LedgerQueries } from './ledger/ledger.queries.js';
import { LedgerVerify } from './ledger/ledger.verify.js';
import { PackingSlipApiController, PackingSlipController } from './packing/packing-slip.controller.js';
import { PackingQueries } from './packing/packing.queries.js';
import { PickListController } from './packing/pick-list.controller.js';
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
import { StockApiController } from './stock/stock.api.controller.js';
import { StockController } from './stock/stock.controller.js';
import { StockListener } from './stock/stock.listener.js';
import { StockQueries } from './stock/stock.queries.js';
import { StockService } from './stock/stock.service.js';
import { StockVerify } from './stock/stock.verify.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Reward, RewardAccount, Shipment, DeviceUnit, Allowance]),
    IdentityModule,
    DepartmentsModule,
    PartnershipsModule,
    MailModule,
    OrganisationModule,
  ],
  controllers: [
    RewardsApiController,
    AcceptanceDocumentController,
    RewardsController,
    GiftsController,
    AllowancesApiController,
    AllowancesController,
    LedgerApiController,
    LedgerController,
    StockApiController,
    StockController,
    PickListController,
    PackingSlipApiController,
    PackingSlipController,
  ],
  providers: [
    RewardsService,
    RewardForms,
    RewardsQueries,
    RewardsListener,
    RewardsVerify,
    InformationOfficers,
    Settlement,
    AllowancesService,
    AllowancesQueries,
    AllowancesListener,
    AllowancesVerify,
    LedgerQueries,
    LedgerVerify,
    StockService,
    StockQueries,
    StockListener,
    StockVerify,
    PackingQueries,
  ],
  exports: [RewardsService, RewardsQueries, AllowancesQueries, StockQueries],
})
export class RewardsModule implements OnModuleInit {
  /** A table of states with a dead end or an unreachable state stops the start. */
  onModuleInit(): void {
    const faults = [
      ...faultsInSteps(REWARD_STEPS),
      ...faultsInSteps(ALLOWANCE_STEPS, ALLOWANCE_STATES, LAST_ALLOWANCE_STATES, 'allowance'),
    ];
    if (faults.length > 0) throw new Error(faults.join('. '));
  }
}
