import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { isId } from '../../platform/id.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { decodeCursor, keysetPage, type Listed } from '../../platform/web/keyset.js';
import { SuppressionLifting } from './suppression-lifting.service.js';
import { LiftSuppressionDto, SuppressionListQuery } from './suppressions.dto.js';
import { type SuppressionLine, SuppressionsQueries } from './suppressions.queries.js';

/** Addresses that get nothing of a topic (`*`: nothing at all), and how to end that once a mailbox works again. */
@Controller('api/v1/suppressions')
export class SuppressionsApiController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: SuppressionsQueries,
    private readonly lifting: SuppressionLifting,
  ) {}

  @Get()
  @Can('mail.read')
  async list(
    @CurrentActor() actor: Actor,
    @Query() { q, cursor, limit }: SuppressionListQuery,
  ): Promise<Listed<SuppressionLine>> {
    const before = lastSeen(cursor);
    const rows = await this.unitOfWork.read(actor, (tx) => this.queries.standing(tx, { q, limit, before }));
    return keysetPage(rows, limit, (row) => [row.id]);
  }

  /** 422 `readers_own` for what its reader said: only the reader takes that back. */
  @Post(':id/end')
  @Can('mail.write')
  end(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() { reason }: LiftSuppressionDto,
  ): Promise<{ id: string; endedAt: Date }> {
    return this.lifting.lift(actor, id, reason);
  }
}

/** The id a cursor stands for, or null at the start. */
export function lastSeen(cursor: string | undefined): string | null {
  const id = decodeCursor(cursor, 1)?.[0] ?? null;
  return isId(id) ? id : null;
}
