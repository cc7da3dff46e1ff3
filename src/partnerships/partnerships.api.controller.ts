import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, keysetPage, ListQuery, type Listed } from '../platform/web/keyset.js';
import { disclosureSentence } from './disclosure.js';
import { PARTNERSHIP_STATES } from './partnership-life.js';
import { ActivationDto, AnnouncementDto, EndDto, RenewalDto, TermsChangeDto } from './partnerships.dto.js';
import { partnershipNotFound } from './partnerships.errors.js';
import { PartnershipsQueries, type PartnershipRow } from './partnerships.queries.js';
import { PartnershipsService } from './partnerships.service.js';
import { termsOffer } from './terms-offer.js';

export class PartnershipListQuery extends ListQuery {
  @IsOptional() @IsIn(PARTNERSHIP_STATES) state?: string;
  @IsOptional() @IsUUID() departmentId?: string;
}

/** Partnerships as JSON. A department's person finds its own only; any other id answers 404. */
@Controller('api/v1/partnerships')
export class PartnershipsApiController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: PartnershipsQueries,
    private readonly partnerships: PartnershipsService,
  ) {}

  @Get()
  @Can('partnerships.read')
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: PartnershipListQuery,
  ): Promise<Listed<PartnershipRow>> {
    const after = decodeCursor(query.cursor, 2);
    const rows = await this.uow.read(actor, (tx) => this.queries.list(tx, query, after, query.limit + 1));
    return keysetPage(rows, query.limit, (row) => [row.signedOn, row.id]);
  }

  @Get(':id')
  @Can('partnerships.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.uow.read(actor, (tx) => this.answer(tx, id));
  }

  @Post(':id/activation')
  @Can('partnerships.write')
  activate(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: ActivationDto) {
    return this.write(actor, id, (tx) => this.partnerships.activate(tx, id, body.activeOn));
  }

  @Post(':id/announcement')
  @Can('partnerships.write')
  announce(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: AnnouncementDto) {
    return this.write(actor, id, (tx) => this.partnerships.announce(tx, id, body));
  }

  @Post(':id/end')
  @Can('partnerships.write')
  end(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: EndDto) {
    return this.write(actor, id, (tx) => this.partnerships.end(tx, id, body.endedOn, body.reason));
  }

  @Post(':id/renewal')
  @Can('partnerships.write')
  renew(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: RenewalDto) {
    return this.write(actor, id, (tx) => this.partnerships.renew(tx, id, body.endsOn, body.agreement));
  }

  @Post(':id/terms')
  @Can('partnerships.write')
  changeTerms(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: TermsChangeDto) {
    return this.write(actor, id, async (tx) => {
      await this.partnerships.changeTerms(tx, id, body.from, termsOffer(body));
    });
  }

  private write(actor: Actor, id: string, work: (tx: Tx) => Promise<void>) {
    if (!isId(id)) throw partnershipNotFound();
    return this.uow.run(actor, async (tx) => {
      await work(tx);
      return this.answer(tx, id);
    });
  }

  private async answer(tx: Tx, id: string) {
    const facts = isId(id) ? await this.queries.facts(tx, id) : undefined;
    if (!facts) throw partnershipNotFound();
    const { department, ...partnership } = facts;
    return {
      ...partnership,
      department: { id: department.id, name: department.name, slug: department.slug },
      disclosure: disclosureSentence(department.name, facts.terms),
      agreements: await this.queries.agreements(tx, id),
    };
  }
}
