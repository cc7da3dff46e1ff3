import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { termsOffer } from '../../partnerships/partnerships.service.js';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { notFound } from '../../platform/errors.js';
import { isId } from '../../platform/id.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { TermsChangeDto, TermsConfirmationDto } from './terms-recounts.dto.js';
import { type TermsRecount, TermsRecounts } from './terms-recounts.js';

/** Terms from a day that has passed, as JSON: what they would do, and doing it. */
@Controller('api/v1/partnerships/:id')
@Can('partnerships.recount')
export class TermsRecountsApiController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly recounts: TermsRecounts,
  ) {}

  /** What these terms would make of the downloads decided already; changes nothing. */
  @Post('terms-previews')
  @HttpCode(200)
  async preview(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: TermsChangeDto,
  ): Promise<TermsRecount> {
    if (!isId(id)) throw notFound('partnership');
    return this.recounts.preview(actor, id, { from: body.from, offer: termsOffer(body) });
  }

  /** Adds the version and decides the downloads again, if that still comes to what the preview showed; else 409 `preview_outdated`. */
  @Post('terms-confirmations')
  async confirm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() { digest, ...body }: TermsConfirmationDto,
  ): Promise<TermsRecount> {
    if (!isId(id)) throw notFound('partnership');
    const change = { from: body.from, offer: termsOffer(body) };
    return this.uow.run(actor, (tx) => this.recounts.confirm(tx, id, change, digest));
  }
}
