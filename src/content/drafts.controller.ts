import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DecisionsService } from '../approvals/decisions.service.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { CorrectionDto, DepartmentDecisionDto, RecallDto, ReleaseDto, StatusQuery } from './content.dto.js';
import { noSuchDraft } from './content.errors.js';
import { DraftPage } from './draft-page.js';
import { ProposalsService } from './proposals.service.js';
import { ReleasesService } from './releases.service.js';
import { SubmissionService } from './submission.service.js';

/** Where a text is followed, answered, released, corrected and taken back. */
@ApiExcludeController()
@Controller()
export class DraftsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly draftPage: DraftPage,
    private readonly proposals: ProposalsService,
    private readonly submission: SubmissionService,
    private readonly releases: ReleasesService,
    private readonly decisions: DecisionsService,
  ) {}

  @Get('status')
  @Can('drafts.read')
  status(@CurrentActor() actor: Actor, @Query() { before }: StatusQuery): Promise<PageView> {
    return this.unitOfWork.read(actor, async (tx) =>
      page('department/status', await this.draftPage.status(tx, actor, before ?? null), { title: 'Status' }),
    );
  }

  @Get('drafts/:id')
  @Can('drafts.read')
  show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.view(actor, id);
  }

  @Get('drafts/:id/redline')
  @Can('drafts.read')
  async redline(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView | Redirect> {
    try {
      return await this.redlineView(actor, id);
    } catch (error) {
      // A link from an old mail: the changes were answered, or the text has moved on.
      if (error instanceof DomainError && error.code === 'no_open_proposal')
        return redirect(`/drafts/${id}`, error.message);
      throw error;
    }
  }

  @Post('drafts/:id/hunk-answers')
  @Can('drafts.answer')
  answer(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { currentRevision } = await this.proposals.answer(actor, known(id), answersOf(body));
        return redirect(
          `/drafts/${id}`,
          `Your answers made revision ${currentRevision.number}. Send it for approval.`,
        );
      },
      (shown) => this.redlineView(actor, id, shown),
    );
  }

  @Post('drafts/:id/withdrawal')
  @Can('drafts.submit')
  withdraw(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'withdraw', body, async () => {
      const { state } = await this.submission.withdraw(actor, known(id));
      return redirect(
        `/drafts/${id}`,
        state === 'released' ? 'The correction is dropped; the released text stands.' : 'Withdrawn.',
      );
    });
  }

  /** The department's own step of the review, decided by one of its officers. */
  @Post('drafts/:id/department-decision')
  @Can('drafts.decide')
  decide(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'decide', body, async () => {
      const dto = await parseForm(DepartmentDecisionDto, body);
      await this.decisions.decideForDepartment(actor, known(id), dto);
      return redirect(
        `/drafts/${id}`,
        dto.decision === 'approved' ? 'Approved for the department.' : 'Sent back with your note.',
      );
    });
  }

  @Post('drafts/:id/release')
  @Can('drafts.release')
  release(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'release', body, async () => {
      await this.releases.release(actor, known(id), (await parseForm(ReleaseDto, body)).contentHash);
      return redirect(`/drafts/${id}`, 'It is public now.');
    });
  }

  @Post('drafts/:id/correction')
  @Can('drafts.correct')
  correct(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'correct', body, async () => {
      await this.releases.correct(actor, known(id), (await parseForm(CorrectionDto, body)).note);
      return redirect(`/write/${id}`, 'The public text is marked. Write the corrected one.');
    });
  }

  @Post('drafts/:id/recall')
  @Can('drafts.recall')
  recall(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'recall', body, async () => {
      await this.releases.recall(actor, known(id), (await parseForm(RecallDto, body)).reason);
      return redirect(`/drafts/${id}`, 'Recalled. The public page says so from now on.');
    });
  }

  private refusable(actor: Actor, id: string, form: string, body: FormBody, work: () => Promise<Redirect>) {
    return formPage(body, work, (shown) => this.view(actor, id, { ...shown, form, failed: form }));
  }

  private view(actor: Actor, id: string, shown: Record<string, unknown> = {}): Promise<PageView> {
    return this.unitOfWork.read(actor, async (tx) => {
      const data = await this.draftPage.of(tx, actor, known(id));
      const { title } = data['draft'] as { title: string };
      return page(
        'department/draft',
        { errors: {}, formError: null, values: {}, form: null, ...data, ...shown },
        { title },
      );
    });
  }

  private redlineView(actor: Actor, id: string, shown: Record<string, unknown> = {}): Promise<PageView> {
    return this.unitOfWork.read(actor, async (tx) => {
      const data = await this.draftPage.redline(tx, known(id));
      return page(
        'department/redline',
        { errors: {}, formError: null, values: {}, ...data, ...shown },
        { title: 'Changes to answer' },
      );
    });
  }
}

/** `answer.<hunkId>: accept | refuse`, as the form names them. */
function answersOf(body: FormBody): { hunkId: string; accept: boolean }[] {
  return Object.entries(body ?? {})
    .filter(([name]) => name.startsWith('answer.'))
    .map(([name, value]) => ({ hunkId: name.slice('answer.'.length), accept: value === 'accept' }));
}

function known(id: string): string {
  if (!isId(id)) throw noSuchDraft();
  return id;
}
