import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { type ActorRequest, Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { readUpload } from '../platform/web/upload.js';
import { LARGEST_PICTURE } from './assets.js';
import { CreateDraftDto, MoveTemplateDto, PictureDto, SaveFormDto } from './content.dto.js';
import { noSuchDraft } from './content.errors.js';
import { DraftConflict, takenOf } from './draft-conflict.js';
import { DraftsService } from './drafts.service.js';
import { editOfForm, listOfForm } from './edit-of-form.js';
import { SubmissionService } from './submission.service.js';
import type { Edit } from './text.js';
import { WorkingCopies } from './working-copies.js';
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
    private readonly conflicts: DraftConflict,
    private readonly copies: WorkingCopies,
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

  /** What one typed over a revision that is not the current one any more, beside the one that is. */
  @Get('write/:id/conflict')
  @Can('drafts.write')
  async conflict(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView | Redirect> {
    const copy = await this.unitOfWork.read(actor, (tx) => this.copies.own(tx, known(id)));
    return copy ? this.conflictView(actor, id, copy.baseRevisionId, copy.words) : redirect(`/write/${id}`);
  }

  /** Keeps what was typed, without saving it, and shows sheet and checks of it: as one types, or by the Preview button. */
  @Post('drafts/:id/working-copy')
  @Can('drafts.write')
  keep(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, body, async () => {
      const { baseRevisionId } = await baseOf(body);
      await this.drafts.keep(actor, known(id), { baseRevisionId, ...editOfForm(body) });
      return this.view(actor, id, { values: { ...body } }, body);
    });
  }

  @Post('drafts/:id/working-copy/removal')
  @Can('drafts.write')
  async discard(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    await this.drafts.discard(actor, known(id));
    return redirect(`/write/${id}`, 'Thrown away. This is the text as it was saved.');
  }

  @Post('drafts/:id/revisions')
  @Can('drafts.write')
  save(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, body, async () => {
      const { currentRevision } = await this.saveForm(actor, id, body, editOfForm(body));
      return redirect(`/write/${id}`, `Saved as revision ${currentRevision.number}.`);
    });
  }

  /** Makes one text of two: each part as the form takes it, saved over the revision that was shown beside. */
  @Post('drafts/:id/conflict-answers')
  @Can('drafts.write')
  settle(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, body, async () => {
      const { currentRevision } = await this.saveForm(actor, id, body, takenOf(body));
      return redirect(`/write/${id}`, `Both texts are one now, revision ${currentRevision.number}.`);
    });
  }

  @Post('drafts/:id/template-version')
  @Can('drafts.write')
  move(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, body, async () => {
      const dto = await parseForm(MoveTemplateDto, body);
      const { currentRevision } = await this.drafts.moveToTemplate(actor, known(id), dto);
      return redirect(
        `/write/${id}`,
        `Moved to the newer template, as revision ${currentRevision.number}. Read it through.`,
      );
    });
  }

  /** Takes a picture with all that is asked of it and puts it to the text, as a new revision. */
  @Post('drafts/:id/pictures')
  @Can('drafts.write')
  async addPicture(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: ActorRequest,
  ): Promise<PageView | Redirect> {
    const fields: Record<string, string> = {};
    return formPage(
      fields,
      async () => {
        const { fileName, buffer } = await readUpload(request, { maxBytes: LARGEST_PICTURE, fields });
        const picture = await parseForm(PictureDto, fields);
        await this.drafts.addPicture(actor, known(id), { ...picture, fileName, bytes: buffer });
        return redirect(`/write/${id}`, 'The picture is part of the text now.');
      },
      (shown) => this.view(actor, id, { ...shown, failed: 'picture' }),
    );
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
      if (body && 'baseRevisionId' in body) await this.saveForm(actor, id, body, editOfForm(body));
      await this.submission.submit(actor, known(id), listOfForm(body, 'confirm'));
      return redirect(`/drafts/${id}`, 'Sent for approval. You will be told by mail.');
    });
  }

  private async saveForm(actor: Actor, id: string, body: FormBody, edit: Edit) {
    const { baseRevisionId } = await baseOf(body);
    const assetIds = 'picturesShown' in body ? listOfForm(body, 'assetIds').filter(isId) : undefined;
    return this.drafts.save(actor, known(id), { baseRevisionId, ...edit, ...(assetIds && { assetIds }) });
  }

  private refusable(
    actor: Actor,
    id: string,
    body: FormBody,
    work: () => Promise<Redirect | PageView>,
  ): Promise<Redirect | PageView> {
    const taken = takenOf(body ?? {});
    const typed = hasWords(taken) ? taken : editOfForm(body ?? {});
    return formPage(
      body,
      async () => {
        try {
          return await work();
        } catch (error) {
          // Someone saved meanwhile. What was typed is kept, so that nothing is lost, whatever comes of it.
          if (!(error instanceof DomainError) || error.code !== 'stale_revision' || !hasWords(typed))
            throw error;
          const { baseRevisionId } = await baseOf(body);
          await this.drafts.keep(actor, known(id), { baseRevisionId, ...typed });
          const view = await this.conflictView(actor, id, baseRevisionId, typed);
          return Object.assign(view, { options: { ...view.options, status: 409 } });
        }
      },
      (shown) => this.view(actor, id, shown, body ?? {}),
    );
  }

  private view(actor: Actor, id: string, shown: Shown = {}, typed?: FormBody): Promise<PageView> {
    return this.unitOfWork.read(actor, async (tx) => {
      const data = await this.writePage.edit(
        tx,
        actor,
        known(id),
        typed && editOfForm(typed),
        typed && listOfForm(typed, 'confirm'),
      );
      const { title } = data['draft'] as { title: string };
      return page(
        'department/draft-edit',
        { errors: {}, formError: null, values: {}, ...data, ...shown },
        { title },
      );
    });
  }

  private conflictView(actor: Actor, id: string, baseRevisionId: string, typed: Edit): Promise<PageView> {
    return this.unitOfWork.read(actor, async (tx) =>
      page('department/draft-conflict', await this.conflicts.of(tx, known(id), baseRevisionId, typed), {
        title: 'Two texts',
      }),
    );
  }
}

function baseOf(body: FormBody): Promise<SaveFormDto> {
  return parseForm(SaveFormDto, { baseRevisionId: body?.['baseRevisionId'] });
}

/** Whether an edit holds any words at all. */
function hasWords({ values, body }: Edit): boolean {
  return Object.keys(values ?? {}).length + Object.keys(body ?? {}).length > 0;
}

function known(id: string): string {
  if (!isId(id)) throw noSuchDraft();
  return id;
}
