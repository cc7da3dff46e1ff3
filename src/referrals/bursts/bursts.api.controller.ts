import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { isId } from '../../platform/id.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { decodeCursor, keysetPage, type Listed } from '../../platform/web/keyset.js';
import { BurstListQuery, BurstReversalDto, BurstRuleDto, DismissalDto } from './bursts.dto.js';
import { flagNotFound } from './bursts.errors.js';
import { type BurstRule, BurstsQueries, type FlagRow } from './bursts.queries.js';
import { BurstsService } from './bursts.service.js';

/** The burst rule, and flagged stretches with what was said of them, as JSON. */
@ApiTags('Downloads')
@Controller('api/v1')
export class BurstsApiController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: BurstsQueries,
    private readonly bursts: BurstsService,
  ) {}

  @Get('burst-rule')
  @Can('downloads.correct')
  rule(@CurrentActor() actor: Actor): Promise<BurstRule> {
    return this.uow.read(actor, (tx) => this.queries.rule(tx));
  }

  /** Sets the rule as a new version, for downloads stored from now on; without figures it is off. */
  @Put('burst-rule')
  @Can('organisation.write')
  setRule(@CurrentActor() actor: Actor, @Body() dto: BurstRuleDto): Promise<BurstRule> {
    return this.uow.run(actor, (tx) => this.bursts.setRule(tx, dto));
  }

  /** Flags in a state, open ones unless another is named, the latest found first. */
  @Get('burst-flags')
  @Can('downloads.correct')
  async list(@CurrentActor() actor: Actor, @Query() query: BurstListQuery): Promise<Listed<FlagRow>> {
    const after = decodeCursor(query.cursor, 1)?.[0];
    const rows = await this.uow.read(actor, (tx) =>
      this.queries.flags(tx, query.state ?? 'open', isId(after) ? after : null, query.limit + 1),
    );
    return keysetPage(rows, query.limit, (row) => [row.id]);
  }

  @Get('burst-flags/:id')
  @Can('downloads.correct')
  one(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<FlagRow & { counted: number }> {
    return this.uow.read(actor, async (tx) => {
      const flag = isId(id) ? await this.queries.flag(tx, id) : undefined;
      if (!flag) throw flagNotFound();
      return { ...flag, counted: await this.queries.counted(tx, flag) };
    });
  }

  /** Finds nothing wrong with the stretch. */
  @Post('burst-flags/:id/dismissal')
  @Can('downloads.correct')
  dismiss(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: DismissalDto,
  ): Promise<FlagRow> {
    if (!isId(id)) throw flagNotFound();
    return this.uow.run(actor, (tx) => this.bursts.dismiss(tx, id, dto.note));
  }

  /** Takes downloads of the stretch out of the count; `left` tells how many still count. */
  @Post('burst-flags/:id/reversal')
  @Can('downloads.correct')
  reverse(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: BurstReversalDto,
  ): Promise<FlagRow & { left: number }> {
    if (!isId(id)) throw flagNotFound();
    return this.uow.run(actor, (tx) => this.bursts.reverse(tx, id, dto));
  }
}
