import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { type Actor, SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor, Public } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { AskQuotedDto, SignoffDto } from './content.dto.js';
import { ContentQueries } from './content.queries.js';
import { QuoteSignoffs } from './review-signoffs.service.js';
import { sheetOf } from './sheet.js';

/** A changed quote before the person quoted: asked by an author, answered from mail without an account. */
@Controller()
@ApiTags('drafts')
export class ReviewSignoffsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly signoffs: QuoteSignoffs,
    private readonly queries: ContentQueries,
  ) {}

  /** Changed quotes of the current text and what the people quoted said. */
  @Get('api/v1/drafts/:id/quote-signoffs')
  @Can('drafts.read')
  async list(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.unitOfWork.read(actor, async (tx) => {
      const { draft, revision } = await this.queries.text(tx, id);
      return { data: await this.signoffs.changed(tx, draft.id, revision) };
    });
  }

  @Post('api/v1/drafts/:id/quote-signoffs')
  @Can('drafts.answer')
  ask(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: AskQuotedDto) {
    return this.signoffs.ask(actor, id, dto);
  }

  @Post('drafts/:id/quote-signoffs')
  @ApiExcludeEndpoint()
  @Can('drafts.answer')
  async askByForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect> {
    await this.signoffs.ask(actor, id, await parseForm(AskQuotedDto, body));
    return redirect(`/drafts/${id}/questions`, 'Asked by mail.');
  }

  @Get('sign-offs/:token')
  @ApiExcludeEndpoint()
  @Public()
  show(@Param('token') token: string): Promise<PageView> {
    return this.asked(token);
  }

  @Post('sign-offs/:token')
  @ApiExcludeEndpoint()
  @Public()
  answer(@Param('token') token: string, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { answer, note } = await parseForm(SignoffDto, body ?? {});
        await this.signoffs.answer(token, answer, note ?? null);
        return redirect(`/sign-offs/${token}`);
      },
      (shown) => this.asked(token, shown),
    );
  }

  private asked(token: string, refused: Record<string, unknown> = {}): Promise<PageView> {
    // The link stands for its reader, who sees the one text it names.
    return this.unitOfWork.read(SYSTEM, async (tx) => {
      const { signoff, draft, revision, superseded } = await this.signoffs.open(tx, token);
      const quote = revision.blocks.find(({ id }) => id === signoff.blockId);
      const data = {
        token,
        wide: signoff.state === 'asked' && !superseded,
        title: draft.title,
        speaker: signoff.speaker,
        askedByName: signoff.askedByName,
        quote: quote?.text ?? '',
        state: signoff.state,
        superseded,
        blocks: sheetOf(revision.blocks),
        errors: {},
        formError: null,
        values: {},
        ...refused,
      };
      return page('approvals/sign-off', data, { layout: 'plain', title: 'Your quote' });
    });
  }
}
