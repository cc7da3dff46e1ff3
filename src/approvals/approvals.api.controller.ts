import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { type Actor, personIdOf } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';
import { noSuchReview } from './approvals.errors.js';
import {
  BreakGlassDto,
  BulkDecisionDto,
  DecisionDto,
  ReadingDto,
  ReviewListQuery,
  TakeOverDto,
} from './approvals.dto.js';
import { ApprovalsQueries, type QueueRow } from './approvals.queries.js';
import { BreakGlassService } from './break-glass.service.js';
import { BulkDecisions } from './bulk-decisions.service.js';
import { ClaimsService } from './claims.service.js';
import { DecisionsService } from './decisions.service.js';

/** The queue and its decisions as JSON. A proposal is content's, which has the words. */
@Controller('api/v1')
export class ApprovalsApiController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: ApprovalsQueries,
    private readonly claims: ClaimsService,
    private readonly decisions: DecisionsService,
    private readonly bulk: BulkDecisions,
    private readonly glass: BreakGlassService,
  ) {}

  /** Reviews, the earliest due first. */
  @Get('reviews')
  @Can('reviews.read')
  async list(@CurrentActor() actor: Actor, @Query() query: ReviewListQuery): Promise<Listed<QueueRow>> {
    const { state, group, draftId, limit } = query;
    const after = decodeCursor(query.cursor, 2) as [string, string] | null;
    const rows = await this.unitOfWork.read(actor, (tx) =>
      this.queries.queue(tx, { state, group, draftId, reader: personIdOf(actor) }, limit + 1, after),
    );
    return keysetPage(rows, limit, (row) => this.queries.keyOf(row));
  }

  @Get('reviews/:id')
  @Can('reviews.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<QueueRow> {
    if (!isId(id)) throw noSuchReview();
    return this.unitOfWork.read(actor, (tx) => this.queries.review(tx, id));
  }

  @Post('reviews/:id/claim')
  @Can('reviews.decide')
  claim(@CurrentActor() actor: Actor, @Param('id') id: string) {
    if (!isId(id)) throw noSuchReview();
    return this.claims.claim(actor, id);
  }

  /** Takes a review over that a colleague still holds. */
  @Post('reviews/:id/takeover')
  @Can('reviews.decide')
  takeOver(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() { reason }: TakeOverDto) {
    if (!isId(id)) throw noSuchReview();
    return this.claims.takeOver(actor, id, reason ?? null);
  }

  @Post('reviews/:id/claim-return')
  @Can('reviews.decide')
  giveBack(@CurrentActor() actor: Actor, @Param('id') id: string) {
    if (!isId(id)) throw noSuchReview();
    return this.claims.giveBack(actor, id);
  }

  /** Marks the text as read, which deciding several together asks for. */
  @Post('reviews/:id/reading')
  @Can('reviews.decide')
  markRead(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() { contentHash }: ReadingDto) {
    if (!isId(id)) throw noSuchReview();
    return this.bulk.markRead(actor, id, contentHash);
  }

  /** Asks to approve the text past the steps that are left; a second person has to confirm. */
  @Post('reviews/:id/break-glass')
  @Can('reviews.break_glass')
  breakGlass(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() { reason, contentHash }: BreakGlassDto,
  ) {
    if (!isId(id)) throw noSuchReview();
    return this.glass.ask(actor, id, reason ?? '', contentHash);
  }

  @Post('reviews/:id/break-glass-confirmation')
  @Can('reviews.decide')
  confirmGlass(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() { contentHash }: ReadingDto) {
    if (!isId(id)) throw noSuchReview();
    return this.glass.confirm(actor, id, contentHash);
  }

  /** One decision for several reviews, each by the rules of a single one; what is refused is told with its reason. */
  @Post('review-decisions')
  @Can('reviews.decide')
  decideTogether(@CurrentActor() actor: Actor, @Body() body: BulkDecisionDto) {
    return this.bulk.decide(actor, body);
  }

  @Post('reviews/:id/decision')
  @Can('reviews.decide')
  decide(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: DecisionDto) {
    if (!isId(id)) throw noSuchReview();
    return this.decisions.decide(actor, id, body);
  }
}
