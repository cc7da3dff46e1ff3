import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PartnershipsQueries } from '../../partnerships/partnerships.queries.js';
import { termsOffer } from '../../partnerships/partnerships.service.js';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { isId } from '../../platform/id.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import { TermsChangeDto, TermsConfirmationDto } from './terms-recounts.dto.js';
import { type RecountFigures, type TermsRecount, TermsRecounts } from './terms-recounts.js';

interface Shown {
  errors: Record<string, string>;
  formError: string | null;
  values: FormBody;
}

/** Each figure with its words, in the order of the page. */
const FIGURES: { name: keyof RecountFigures; says: string; isMoney?: boolean }[] = [
  { name: 'qualifying', says: 'Qualifying downloads' },
  { name: 'earned', says: 'Devices earned' },
  { name: 'remainder', says: 'Downloads toward the next device' },
  { name: 'issued', says: 'Devices issued' },
  { name: 'deficit', says: 'Devices issued beyond what is earned' },
  { name: 'valueCents', says: 'Value of what is issued', isMoney: true },
];

/** Terms from a day that has passed, as a page: what they would do, and a button that does it. */
@ApiExcludeController()
@Controller('partnerships/:id')
@Can('partnerships.recount')
export class TermsRecountsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly partnerships: PartnershipsQueries,
    private readonly recounts: TermsRecounts,
  ) {}

  /** The form, and under it what the terms in the address would do; nothing is changed. */
  @Get('terms-preview')
  preview(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() fields: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      fields,
      () => this.view(actor, id, fields),
      (shown) => this.view(actor, id, {}, shown),
    );
  }

  @Post('terms-confirmations')
  confirm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    const { digest, ...fields } = body;
    return formPage(
      fields,
      async () => {
        if (!isId(id)) throw notFound('partnership');
        const dto = await parseForm(TermsConfirmationDto, { ...fields, digest });
        const change = { from: dto.from, offer: termsOffer(dto) };
        await this.uow.run(actor, (tx) => this.recounts.confirm(tx, id, change, dto.digest));
        return redirect(`/partnerships/${id}`, 'Terms kept, and the downloads since decided again.');
      },
      (shown) => this.again(actor, id, fields, shown),
    );
  }

  /** After a refusal: with what the terms would do by now, if they would do anything. */
  private async again(actor: Actor, id: string, fields: FormBody, shown: Shown): Promise<PageView> {
    try {
      return await this.view(actor, id, fields, shown);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'not_found') throw error;
      return this.view(actor, id, {}, shown);
    }
  }

  private async view(
    actor: Actor,
    id: string,
    fields: FormBody,
    shown: Shown = { errors: {}, formError: null, values: fields },
  ): Promise<PageView> {
    const facts = isId(id) ? await this.uow.read(actor, (tx) => this.partnerships.facts(tx, id)) : undefined;
    if (!facts) throw notFound('partnership');
    const recount = Object.keys(fields).length > 0 ? await this.previewOf(actor, id, fields) : null;
    const { department, terms, termsVersions } = facts;
    return page(
      'referrals/terms-preview',
      {
        partnershipId: id,
        department,
        terms,
        nextVersion: termsVersions.length + 1,
        recount,
        figures: recount && FIGURES.map((figure) => figureShown(recount, figure)),
        hidden: Object.entries(fields).map(([name, value]) => ({ name, value })),
        ...shown,
      },
      { title: `Terms of ${department.name} from an earlier day` },
    );
  }

  private async previewOf(actor: Actor, id: string, fields: FormBody): Promise<TermsRecount> {
    const dto = await parseForm(TermsChangeDto, fields);
    return this.recounts.preview(actor, id, { from: dto.from, offer: termsOffer(dto) });
  }
}

function figureShown(recount: TermsRecount, { name, says, isMoney = false }: (typeof FIGURES)[number]) {
  const before = recount.before[name];
  const after = recount.after[name];
  return { says, isMoney, before, after, changes: before !== after };
}
