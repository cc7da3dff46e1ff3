import { Body, Controller, Get, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { noSuchDraft } from './content.errors.js';
import { ContentQueries } from './content.queries.js';
import { DraftFacts } from './draft-facts.js';
import { DraftPage } from './draft-page.js';
import { PostKit } from './post-kit.js';
import { Receipts } from './receipts.js';
import { ReleaseTimesService } from './release-times.service.js';
import { CopyDto, ReleaseTimeDto } from './releases.dto.js';
import { releaseText } from './rules/render-release.js';
import { sheetOf } from './sheet.js';

/** The pages and forms of a text's way out: its time, its captions and pictures, printing, confirming. */
@ApiExcludeController()
@Controller('drafts/:id')
export class ReleasesController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: ContentQueries,
    private readonly facts: DraftFacts,
    private readonly draftPage: DraftPage,
    private readonly times: ReleaseTimesService,
    private readonly kit: PostKit,
    private readonly receipts: Receipts,
  ) {}

  @Post('release-time')
  @Can('drafts.release')
  set(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'time', body, async () => {
      const { contentHash, date, time } = await parseForm(ReleaseTimeDto, body);
      await this.times.set(actor, known(id), contentHash, { date, time });
      return redirect(`/drafts/${id}`, 'It goes out at that time, if it still may.');
    });
  }

  @Post('release-time/cancellation')
  @Can('drafts.release')
  cancel(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'time', body, async () => {
      await this.times.cancel(actor, known(id));
      return redirect(`/drafts/${id}`, 'The time is taken back. The text stays approved.');
    });
  }

  /** Keeps the receipt of a copy. A browser with script has copied the text already; one without is shown it to copy. */
  @Post('copies')
  @Can('drafts.read')
  copy(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'copy', body, async () => {
      const { network } = await parseForm(CopyDto, body);
      const caption = await this.kit.copy(actor, known(id), network);
      return redirect(`/drafts/${id}/captions/${caption.network}`);
    });
  }

  @Get('captions/:network')
  @Can('drafts.read')
  caption(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('network') network: string,
  ): Promise<PageView> {
    return this.unitOfWork.read(actor, async (tx) => {
      const { title, caption } = await this.kit.shown(tx, known(id), network);
      return page(
        'department/caption',
        { draft: { id, title }, caption },
        { title: `${caption.name}: ${title}` },
      );
    });
  }

  @Get('pictures/:pictureId')
  @Can('drafts.read')
  async picture(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('pictureId') pictureId: string,
  ): Promise<StreamableFile> {
    const { bytes } = await this.kit.picture(actor, known(id), pictureId, { keep: false });
    return new StreamableFile(bytes, { type: 'image/png', disposition: 'inline' });
  }

  /** A picture to keep, with its receipt. */
  @Post('pictures/:pictureId/copies')
  @HttpCode(200)
  @Can('drafts.read')
  async takePicture(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('pictureId') pictureId: string,
  ): Promise<StreamableFile> {
    const { row, bytes } = await this.kit.picture(actor, known(id), pictureId, { keep: true });
    return new StreamableFile(bytes, {
      type: 'image/png',
      disposition: `attachment; filename="${row.network}-${row.width}x${row.height}.png"`,
    });
  }

  /** The text alone, to be printed; whoever prints it has it, so a receipt is kept. */
  @Post('print')
  @HttpCode(200)
  @Can('drafts.read')
  print(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { draft, revision } = await this.queries.text(tx, known(id));
      await this.receipts.keep(tx, { draft, revision, what: 'print', bytes: releaseText(revision.blocks) });
      const { timeZone, departmentName } = await this.facts.gather(tx, draft.partnershipId);
      return page(
        'department/print',
        {
          draft: { id: draft.id, title: draft.title, state: draft.state },
          departmentName,
          zone: timeZone,
          printedAt: tx.now,
          contentHash: revision.contentHash,
          blocks: sheetOf(revision.blocks),
        },
        { title: draft.title, layout: 'plain' },
      );
    });
  }

  @Post('receipts/confirmation')
  @Can('drafts.read')
  confirm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.refusable(actor, id, 'confirm', body, async () => {
      await this.unitOfWork.run(actor, (tx) => this.receipts.confirm(tx, known(id)));
      return redirect(`/drafts/${id}`, 'Thank you. It is on the record that you have seen to it.');
    });
  }

  private refusable(actor: Actor, id: string, form: string, body: FormBody, work: () => Promise<Redirect>) {
    return formPage(body, work, (shown) =>
      this.unitOfWork.read(actor, async (tx) => {
        const data = await this.draftPage.of(tx, actor, known(id));
        const { title } = data['draft'] as { title: string };
        return page('department/draft', { ...data, ...shown, form, failed: form }, { title });
      }),
    );
  }
}

function known(id: string): string {
  if (!isId(id)) throw noSuchDraft();
  return id;
}
