import { Body, Controller, Param, Post } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { ProposalDto } from './content.dto.js';
import type { ProposalView } from './content.queries.js';
import { ProposalsService } from './proposals.service.js';

/** A reviewer's other words for the text under review. */
@Controller('api/v1/reviews')
export class ProposalsApiController {
  constructor(private readonly proposals: ProposalsService) {}

  @Post(':id/proposal')
  @Can('reviews.decide')
  propose(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: ProposalDto,
  ): Promise<ProposalView> {
    if (!isId(id)) throw notFound('review');
    return this.proposals.propose(actor, id, body);
  }
}
