import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import type { Listed } from '../platform/web/keyset.js';
import { ownOnly } from './ledger/balance-filter.js';
import {
  AcceptanceDto,
  ApprovalDto,
  DeliveryDto,
  DispositionDto,
  ExchangeDto,
  LedgerListQuery,
  LossDto,
  RefusalDto,
  ReturnDto,
  RewardListQuery,
  ShipmentDto,
} from './rewards.dto.js';
import {
  type DefectRow,
  type DispositionRow,
  type LedgerRow,
  type RewardRow,
  RewardsQueries,
  type RewardStepRow,
} from './rewards.queries.js';
import { RewardsService } from './rewards.service.js';

/** Rewards and the gift ledger for programs. */
@Controller('api/v1')
export class RewardsApiController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: RewardsQueries,
    private readonly rewards: RewardsService,
  ) {}

  @Get('rewards')
  @Can('rewards.read')
  list(@CurrentActor() actor: Actor, @Query() query: RewardListQuery): Promise<Listed<RewardRow>> {
    return this.uow.read(actor, (tx) => this.queries.list(tx, query));
  }

  @Get('rewards/:id')
  @Can('rewards.read')
  one(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
  ): Promise<RewardRow & { steps: RewardStepRow[]; dispositions: DispositionRow[]; defects: DefectRow[] }> {
    return this.uow.read(actor, async (tx) => ({
      ...(await this.queries.one(tx, id)),
      steps: await this.queries.steps(tx, id),
      dispositions: await this.queries.dispositions(tx, id),
      defects: await this.queries.defects(tx, id),
    }));
  }

  @Get('gift-ledger')
  @Can('rewards.read')
  ledger(@CurrentActor() actor: Actor, @Query() query: LedgerListQuery): Promise<Listed<LedgerRow>> {
    return this.uow.read(actor, (tx) => this.queries.ledger(tx, ownOnly(actor, query)));
  }

  @Post('rewards/:id/acceptance')
  @Can('rewards.accept')
  async accept(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: AcceptanceDto,
  ): Promise<RewardRow> {
    await this.rewards.accept(actor, id, dto);
    return this.after(actor, id);
  }

  @Post('rewards/:id/refusal')
  @Can('rewards.refuse')
  async refuse(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: RefusalDto,
  ): Promise<RewardRow> {
    await this.rewards.refuse(actor, id, dto);
    return this.after(actor, id);
  }

  @Post('rewards/:id/approval')
  @Can('rewards.approve')
  async approve(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: ApprovalDto,
  ): Promise<RewardRow> {
    await this.rewards.approve(actor, id, dto);
    return this.after(actor, id);
  }

  @Post('rewards/:id/shipment')
  @Can('rewards.fulfil')
  async ship(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: ShipmentDto,
  ): Promise<RewardRow> {
    await this.rewards.ship(actor, id, dto);
    return this.after(actor, id);
  }

  @Post('rewards/:id/delivery')
  @Can('rewards.deliver')
  async deliver(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: DeliveryDto,
  ): Promise<RewardRow> {
    await this.rewards.deliver(actor, id, dto);
    return this.after(actor, id);
  }

  @Post('rewards/:id/loss')
  @Can('rewards.fulfil')
  async lose(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: LossDto,
  ): Promise<RewardRow> {
    await this.rewards.lose(actor, id, dto);
    return this.after(actor, id);
  }

  @Post('rewards/:id/return')
  @Can('rewards.fulfil')
  async sendBack(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: ReturnDto,
  ): Promise<RewardRow> {
    await this.rewards.sendBack(actor, id, dto);
    return this.after(actor, id);
  }

  /** A defective device came back: the reward waits to be shipped again, as the same gift at the same value. */
  @Post('rewards/:id/exchange')
  @Can('rewards.fulfil')
  async exchange(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: ExchangeDto,
  ): Promise<RewardRow> {
    await this.rewards.exchange(actor, id, dto);
    return this.after(actor, id);
  }

  @Post('rewards/:id/disposition')
  @Can('rewards.dispose')
  async dispose(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: DispositionDto,
  ): Promise<RewardRow> {
    await this.rewards.dispose(actor, id, dto);
    return this.after(actor, id);
  }

  private after(actor: Actor, id: string): Promise<RewardRow> {
    return this.uow.read(actor, (tx) => this.queries.one(tx, id));
  }
}
