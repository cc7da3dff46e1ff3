import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { ListQuery, type Listed } from '../../platform/web/keyset.js';
import {
  AllowanceAcceptanceDto,
  AllowanceActivationDto,
  AllowanceListQuery,
  AllowanceClosingDto,
  AllowanceRefusalDto,
  OfferAllowanceDto,
  UseDto,
  UseReversalDto,
} from './allowances.dto.js';
import {
  type AllowanceRow,
  AllowancesQueries,
  type AllowanceStepRow,
  type UseRow,
} from './allowances.queries.js';
import { AllowancesService } from './allowances.service.js';

/** Discounts and matched subsidies for programs. */
@ApiTags('Rewards')
@Controller('api/v1/allowances')
export class AllowancesApiController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: AllowancesQueries,
    private readonly allowances: AllowancesService,
  ) {}

  @Get()
  @Can('rewards.read')
  list(@CurrentActor() actor: Actor, @Query() query: AllowanceListQuery): Promise<Listed<AllowanceRow>> {
    return this.uow.read(actor, (tx) => this.queries.list(tx, query));
  }

  @Get(':id')
  @Can('rewards.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<AllowanceRow> {
    return this.after(actor, id);
  }

  @Get(':id/steps')
  @Can('rewards.read')
  steps(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: ListQuery,
  ): Promise<Listed<AllowanceStepRow>> {
    return this.uow.read(actor, async (tx) => {
      await this.queries.one(tx, id);
      return this.queries.steps(tx, id, query);
    });
  }

  @Get(':id/uses')
  @Can('rewards.read')
  uses(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: ListQuery,
  ): Promise<Listed<UseRow>> {
    return this.uow.read(actor, async (tx) => {
      await this.queries.one(tx, id);
      return this.queries.uses(tx, id, query);
    });
  }

  @Post()
  @Can('allowances.write')
  async offer(@CurrentActor() actor: Actor, @Body() dto: OfferAllowanceDto): Promise<AllowanceRow> {
    return this.after(actor, await this.allowances.offer(actor, dto));
  }

  @Post(':id/acceptance')
  @Can('rewards.accept')
  async accept(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: AllowanceAcceptanceDto,
  ): Promise<AllowanceRow> {
    await this.allowances.accept(actor, id, dto);
    return this.after(actor, id);
  }

  @Post(':id/refusal')
  @Can('rewards.refuse')
  async refuse(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: AllowanceRefusalDto,
  ): Promise<AllowanceRow> {
    await this.allowances.refuse(actor, id, dto);
    return this.after(actor, id);
  }

  @Post(':id/activation')
  @Can('rewards.approve')
  async activate(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: AllowanceActivationDto,
  ): Promise<AllowanceRow> {
    await this.allowances.activate(actor, id, dto);
    return this.after(actor, id);
  }

  /** Totals of some days; the same report sent again counts once. */
  @Post(':id/uses')
  @Can('allowances.write')
  async use(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: UseDto,
  ): Promise<AllowanceRow> {
    await this.allowances.use(actor, id, dto);
    return this.after(actor, id);
  }

  @Post(':id/use-reversals')
  @Can('allowances.write')
  async reverse(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: UseReversalDto,
  ): Promise<AllowanceRow> {
    await this.allowances.reverse(actor, id, dto);
    return this.after(actor, id);
  }

  @Post(':id/closing')
  @Can('allowances.write')
  async close(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: AllowanceClosingDto,
  ): Promise<AllowanceRow> {
    await this.allowances.close(actor, id, dto);
    return this.after(actor, id);
  }

  private after(actor: Actor, id: string): Promise<AllowanceRow> {
    return this.uow.read(actor, (tx) => this.queries.one(tx, id));
  }
}
