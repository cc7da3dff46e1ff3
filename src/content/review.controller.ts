import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { BreakGlassDto, ReadingDto, TakeOverDto } from '../approvals/approvals.dto.js';
import { BreakGlassService } from '../approvals/break-glass.service.js';
import { BulkDecisions } from '../approvals/bulk-decisions.service.js';
import { ClaimsService } from '../approvals/claims.service.js';
import { DecisionsService } from '../approvals/decisions.service.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { DecisionFormDto, ReviewPageQuery } from './content.dto.js';
import { editOfForm } from './edit-of-form.js';
import { ProposalsService } from './proposals.service.js';
import { ReviewPage, type ReviewView } from './review-page.js';

const DONE: Record<string, string> = {
  approved: 'Approved.',
  changes_requested: 'Sent back with your note.',
  rejected: 'Rejected.',
};

/** One review as a page: the text, its changes, the facts, and the decision. */
@ApiExcludeController()
@Controller('reviews/:id')
export class ReviewController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reviewPage: ReviewPage,
    private readonly claims: ClaimsService,
    private readonly decisions: DecisionsService,
    private readonly bulk: BulkDecisions,
    private readonly glass: BreakGlassService,
    private readonly proposals: ProposalsService,
  ) {}

  @Get()
  @Can('reviews.read')
  show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() { view, against }: ReviewPageQuery,
  ): Promise<PageView> {
    return this.view(actor, id, view ?? 'redline', {}, against || null);
  }

  @Post('claim')
  @Can('reviews.decide')
  claim(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'claim', body, async () => {
      await this.claims.claim(actor, known(id));
      return redirect(`/reviews/${id}`, 'Claimed. Others see that you have it.');
    });
  }

  @Post('takeover')
  @Can('reviews.decide')
  takeOver(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'claim', body, async () => {
      const { reason } = await parseForm(TakeOverDto, { reason: body['reason'] ?? '' });
      await this.claims.takeOver(actor, known(id), reason ?? null);
      return redirect(`/reviews/${id}`, 'It is yours now. Whoever had it is told.');
    });
  }

  @Post('claim-return')
  @Can('reviews.decide')
  giveBack(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'claim', body, async () => {
      await this.claims.giveBack(actor, known(id));
      return redirect('/queue', 'Given back. Others can take it.');
    });
  }

  @Post('break-glass')
  @Can('reviews.break_glass')
  breakGlass(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'glass', body, async () => {
      const { reason, contentHash } = await parseForm(BreakGlassDto, body);
      await this.glass.ask(actor, known(id), reason ?? '', contentHash);
      return redirect(`/reviews/${id}`, 'The other admins are told. A second person has to confirm.');
    });
  }

  @Post('break-glass-confirmation')
  @Can('reviews.decide')
  confirmGlass(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'glass', body, async () => {
      const { contentHash } = await parseForm(ReadingDto, body);
      await this.glass.confirm(actor, known(id), contentHash);
      return redirect('/queue', 'The steps that were left are passed over. Both names stand on the record.');
    });
  }

  /** Marks the text as read and goes on to the next one; what was read can be decided together from the queue. */
  @Post('reading')
  @Can('reviews.decide')
  read(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'decision', body, async () => {
      const { contentHash } = await parseForm(ReadingDto, { contentHash: body['contentHash'] });
      await this.bulk.markRead(actor, known(id), contentHash);
      const next = typeof body['next'] === 'string' && isId(body['next']) ? body['next'] : null;
      return redirect(next ? `/reviews/${next}` : '/queue', 'Marked as read.');
    });
  }

  @Post('decision')
  @Can('reviews.decide')
  decide(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'decision', body, async () => {
      const { decision, note, contentHash } = body;
      const dto = await parseForm(DecisionFormDto, { decision, note, contentHash });
      await this.decisions.decide(actor, known(id), dto);
      return redirect('/queue', DONE[dto.decision]);
    });
  }

  @Post('proposal')
  @Can('reviews.decide')
  propose(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'proposal', body, async () => {
      const note = typeof body['note'] === 'string' ? body['note'].slice(0, 4000) : undefined;
      const { hunks } = await this.proposals.propose(actor, known(id), { ...editOfForm(body), note });
      return redirect(
        '/queue',
        `${hunks.length} ${hunks.length === 1 ? 'change' : 'changes'} sent to the department.`,
      );
    });
  }

  private refusable(actor: Actor, id: string, failed: string, body: FormBody, work: () => Promise<Redirect>) {
    return formPage(body, work, async (shown) => this.view(actor, id, 'redline', { ...shown, failed }));
  }

  private view(
    actor: Actor,
    id: string,
    view: ReviewView,
    shown: Record<string, unknown> = {},
    against: string | null = null,
  ): Promise<PageView> {
    return this.unitOfWork.read(actor, async (tx) => {
      const data = await this.reviewPage.of(tx, actor, known(id), view, against);
      const { title } = data['review'] as { title: string };
      return page(
        'approvals/review',
        { errors: {}, formError: null, values: {}, failed: null, ...data, ...shown },
        { title },
      );
    });
  }
}

function known(id: string): string {
  if (!isId(id)) throw notFound('review');
  return id;
}
