import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { ListQuery, type Listed } from '../../platform/web/keyset.js';
import { CountDto, MovementDto, ReorderLevelDto } from './stock.dto.js';
import { type MovementRow, StockQueries, type StockRow } from './stock.queries.js';
import { StockService } from './stock.service.js';

/** Counted stock for programs. */
@ApiTags('Rewards')
@Controller('api/v1/stock')
export class StockApiController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: StockQueries,
    private readonly stock: StockService,
  ) {}

  @Get()
  @Can('rewards.fulfil')
  list(@CurrentActor() actor: Actor, @Query() query: ListQuery): Promise<Listed<StockRow>> {
    return this.uow.read(actor, (tx) => this.queries.list(tx, query));
  }

  @Get(':sku/movements')
  @Can('rewards.fulfil')
  movements(
    @CurrentActor() actor: Actor,
    @Param('sku') sku: string,
    @Query() query: ListQuery,
  ): Promise<Listed<MovementRow>> {
    return this.uow.read(actor, async (tx) => {
      await this.queries.one(tx, sku);
      return this.queries.movements(tx, sku, query);
    });
  }

  @Post(':sku/movements')
  @Can('rewards.fulfil')
  async record(
    @CurrentActor() actor: Actor,
    @Param('sku') sku: string,
    @Body() dto: MovementDto,
  ): Promise<StockRow> {
    await this.stock.record(actor, sku, dto);
    return this.after(actor, sku);
  }

  /** What stands on the shelf now; the first count begins to track the SKU. */
  @Post(':sku/counts')
  @Can('rewards.fulfil')
  async count(
    @CurrentActor() actor: Actor,
    @Param('sku') sku: string,
    @Body() dto: CountDto,
  ): Promise<StockRow> {
    await this.stock.count(actor, sku, dto);
    return this.after(actor, sku);
  }

  @Put(':sku/reorder-level')
  @Can('rewards.fulfil')
  async setReorderLevel(
    @CurrentActor() actor: Actor,
    @Param('sku') sku: string,
    @Body() dto: ReorderLevelDto,
  ): Promise<StockRow> {
    await this.stock.setReorderLevel(actor, sku, dto);
    return this.after(actor, sku);
  }

  private after(actor: Actor, sku: string): Promise<StockRow> {
    return this.uow.read(actor, (tx) => this.queries.one(tx, sku));
  }
}
