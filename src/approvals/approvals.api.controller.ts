import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';
import { noSuchReview } from './approvals.errors.js';
import { DecisionDto, ReviewListQuery } from './approvals.dto.js';
import { ApprovalsQueries, type QueueRow } from './approvals.queries.js';
import { DecisionsService } from './decisions.service.js';

/** The queue and its decisions as JSON. A proposal is content's, which has the words. */
@Controller('api/v1/reviews')
export class ApprovalsApiController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: ApprovalsQueries,
    private readonly decisions: DecisionsService,
  ) {}

  /** Reviews, the earliest due first. */
  @Get()
  @Can('reviews.read')
  async list(@CurrentActor() actor: Actor, @Query() query: ReviewListQuery): Promise<Listed<QueueRow>> {
    const { state, group, draftId, limit } = query;
    const after = decodeCursor(query.cursor, 2) as [string, string] | null;
    const rows = await this.unitOfWork.read(actor, (tx) =>
      this.queries.queue(tx, { state, group, draftId }, limit + 1, after),
    );
    return keysetPage(rows, limit, (row) => this.queries.keyOf(row));
  }

  @Get(':id')
  @Can('reviews.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<QueueRow> {
    if (!isId(id)) throw noSuchReview();
    return this.unitOfWork.read(actor, (tx) => this.queries.review(tx, id));
  }

  @Post(':id/claim')
  @Can('reviews.decide')
  claim(@CurrentActor() actor: Actor, @Param('id') id: string) {
    if (!isId(id)) throw noSuchReview();
    return this.decisions.claim(actor, id);
  }

  @Post(':id/decision')
  @Can('reviews.decide')
  decide(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: DecisionDto) {
    if (!isId(id)) throw noSuchReview();
    return this.decisions.decide(actor, id, body);
  }
}
