import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { allows } from '../identity/people.queries.js';
import { type Actor, isPerson, type PersonActor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { localPath, page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { CommentDto, ThreadDto } from './content.dto.js';
import { ContentQueries } from './content.queries.js';
import { QuoteSignoffs } from './review-signoffs.service.js';
import { ReviewThreads } from './review-threads.service.js';

/** Questions about a draft's words: a page for both sides, the forms of the review page, and JSON. */
@Controller()
@ApiTags('drafts')
export class ReviewThreadsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly threads: ReviewThreads,
    private readonly queries: ContentQueries,
    private readonly organisation: OrganisationQueries,
    private readonly signoffs: QuoteSignoffs,
  ) {}

  @Get('drafts/:id/questions')
  @ApiExcludeEndpoint()
  @Can('drafts.read')
  show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.page(actor, id, {});
  }

  @Post('drafts/:id/questions')
  @ApiExcludeEndpoint()
  @Can('threads.write')
  ask(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    const { back, ...fields } = body;
    return formPage(
      body,
      async () => {
        const dto = await parseForm(ThreadDto, {
          ...fields,
          visibility: fields['visibility'] ?? 'shared',
          blocking: fields['blocking'] === 'true',
        });
        await this.threads.open(person(actor), id, dto);
        return redirect(localPath(back, `/drafts/${id}/questions`), 'Asked.');
      },
      (shown) => this.page(actor, id, shown),
    );
  }

  @Post('drafts/:id/questions/:threadId/comments')
  @ApiExcludeEndpoint()
  @Can('threads.write')
  answer(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('threadId') threadId: string,
    @Body() { back, ...body }: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { text } = await parseForm(CommentDto, body);
        await this.threads.comment(person(actor), threadId, text);
        return redirect(localPath(back, `/drafts/${id}/questions`), 'Answered.');
      },
      (shown) => this.page(actor, id, shown),
    );
  }

  @Post('drafts/:id/questions/:threadId/resolution')
  @ApiExcludeEndpoint()
  @Can('threads.write')
  settle(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('threadId') threadId: string,
    @Body() { back }: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      {},
      async () => {
        await this.threads.resolve(person(actor), threadId);
        return redirect(localPath(back, `/drafts/${id}/questions`), 'Settled.');
      },
      (shown) => this.page(actor, id, shown),
    );
  }

  /** The threads about a draft, set to the current text. */
  @Get('api/v1/drafts/:id/threads')
  @Can('drafts.read')
  async list(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.unitOfWork.read(actor, async (tx) => {
      const { draft, revision } = await this.queries.text(tx, id);
      return { data: await this.threads.of(tx, draft.id, revision) };
    });
  }

  @Post('api/v1/drafts/:id/threads')
  @Can('threads.write')
  open(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: ThreadDto) {
    return this.threads.open(person(actor), id, dto);
  }

  @Post('api/v1/threads/:threadId/comments')
  @Can('threads.write')
  comment(@CurrentActor() actor: Actor, @Param('threadId') threadId: string, @Body() { text }: CommentDto) {
    return this.threads.comment(person(actor), threadId, text);
  }

  @Post('api/v1/threads/:threadId/resolution')
  @Can('threads.write')
  resolve(@CurrentActor() actor: Actor, @Param('threadId') threadId: string) {
    return this.threads.resolve(person(actor), threadId);
  }

  private page(actor: Actor, id: string, shown: Record<string, unknown>): Promise<PageView> {
    return this.unitOfWork.read(actor, async (tx) => {
      const { draft, revision } = await this.queries.text(tx, id);
      const { timeZone: zone } = await this.organisation.current(tx);
      const blocks = revision.blocks.filter(({ text }) => text.trim() !== '');
      const data = {
        draft: { id: draft.id, title: draft.title },
        zone,
        threads: await this.threads.of(tx, draft.id, revision),
        blocks: blocks.map((block) => ({ value: block.id, label: block.text.slice(0, 60) })),
        quotes: await this.signoffs.changed(tx, draft.id, revision),
        canAsk: isPerson(actor) && allows(actor, 'drafts.answer'),
        vendor: actor.side === 'vendor',
        canWrite: isPerson(actor) && allows(actor, 'threads.write'),
        back: `/drafts/${id}/questions`,
        errors: {},
        formError: null,
        values: {},
        ...shown,
      };
      return page('approvals/questions', data, { title: `Questions about ${draft.title}` });
    });
  }
}

/** The guard lets people through only; this says so to the compiler. */
function person(actor: Actor): PersonActor {
  if (!isPerson(actor)) throw new Error('Only people ask and answer.');
  return actor;
}
