import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { CreateDraftDto, SaveFormDto } from './content.dto.js';
import { noSuchDraft } from './content.errors.js';
import { DraftsService } from './drafts.service.js';
import { editOfForm } from './edit-of-form.js';
import { SubmissionService } from './submission.service.js';
import { WritePage } from './write-page.js';

type Shown = Record<string, unknown>;

/** Where texts are begun, filled in and sent for approval; works as a plain form. */
@ApiExcludeController()
@Controller()
export class WriteController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly writePage: WritePage,
    private readonly drafts: DraftsService,
    private readonly submission: SubmissionService,
  ) {}

  @Get('write')
  @Can('drafts.read')
  list(@CurrentActor() actor: Actor, @Query('departmentId') departmentId?: string): Promise<PageView> {
    const asked = departmentId && isId(departmentId) ? departmentId : undefined;
    return this.unitOfWork.read(actor, async (tx) =>
      page('department/write', await this.writePage.list(tx, actor, asked), { title: 'Write' }),
    );
  }

  @Post('drafts')
  @Can('drafts.write')
  create(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { id } = await this.drafts.create(actor, await parseForm(CreateDraftDto, body));
        return redirect(`/write/${id}`);
      },
      () => this.list(actor),
    );
  }

  @Get('write/:id')
  @Can('drafts.read')
  edit(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.view(actor, id);
  }

  @Post('drafts/:id/revisions')
  @Can('drafts.write')
  save(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, body, async () => {
      const { currentRevision } = await this.saveForm(actor, id, body);
      return redirect(`/write/${id}`, `Saved as revision ${currentRevision.number}.`);
    });
  }

  /** Sends the text for approval; with the writing form's fields it saves them first. */
  @Post('drafts/:id/submission')
  @Can('drafts.submit')
  submit(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, body, async () => {
      if (body && 'baseRevisionId' in body) await this.saveForm(actor, id, body);
      await this.submission.submit(actor, known(id));
      return redirect(`/drafts/${id}`, 'Sent for approval. You will be told by mail.');
    });
  }

  private async saveForm(actor: Actor, id: string, body: FormBody) {
    const { baseRevisionId } = await parseForm(SaveFormDto, { baseRevisionId: body['baseRevisionId'] });
    return this.drafts.save(actor, known(id), { baseRevisionId, ...editOfForm(body) });
  }

  private refusable(actor: Actor, id: string, body: FormBody, work: () => Promise<Redirect>) {
    return formPage(body, work, (shown) => this.view(actor, id, shown));
  }

  private view(actor: Actor, id: string, shown: Shown = {}): Promise<PageView> {
    return this.unitOfWork.read(actor, async (tx) => {
      const data = await this.writePage.edit(tx, actor, known(id));
      const { title } = data['draft'] as { title: string };
      return page(
        'department/draft-edit',
        { errors: {}, formError: null, values: {}, ...data, ...shown },
        { title },
      );
    });
  }
}

function known(id: string): string {
  if (!isId(id)) throw noSuchDraft();
  return id;
}
