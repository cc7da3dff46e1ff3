import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import type { Caption } from '../social/captions.service.js';
import type { PictureRow } from '../social/pictures.queries.js';
import { noSuchDraft } from './content.errors.js';
import { ContentQueries } from './content.queries.js';
import { PostKit } from './post-kit.js';
import { type ReceiptNotice, type ReceiptRow, Receipts } from './receipts.js';
import { type ReleaseTimeRow, ReleaseTimesService } from './release-times.service.js';
import { CopyDto, ReleaseTimeDto } from './releases.dto.js';

/** When a text goes out, what it is on each network, and who has it. */
@Controller('api/v1/drafts/:id')
export class ReleasesApiController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: ContentQueries,
    private readonly times: ReleaseTimesService,
    private readonly kit: PostKit,
    private readonly receipts: Receipts,
  ) {}

  /** Sets the time at which the approved text goes out by itself, on the department's clocks. */
  @Post('release-time')
  @Can('drafts.release')
  set(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() { contentHash, date, time }: ReleaseTimeDto,
  ): Promise<ReleaseTimeRow> {
    return this.times.set(actor, known(id), contentHash, { date, time });
  }

  @Post('release-time/cancellation')
  @Can('drafts.release')
  async cancel(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<ReleaseTimeRow> {
    await this.times.cancel(actor, known(id));
    return this.unitOfWork.read(actor, async (tx) => (await this.times.latest(tx, id)) as ReleaseTimeRow);
  }

  /** The post as it goes onto each network, counted by its rules. */
  @Get('captions')
  @Can('drafts.read')
  captions(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
  ): Promise<{ data: Caption[]; nextCursor: null }> {
    return this.unitOfWork.read(actor, async (tx) => ({
      data: this.kit.captionsOf(await this.queries.text(tx, id)),
      nextCursor: null,
    }));
  }

  /** The pictures of the current text, by network. */
  @Get('pictures')
  @Can('drafts.read')
  pictures(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
  ): Promise<{ data: PictureRow[]; nextCursor: null }> {
    return this.unitOfWork.read(actor, async (tx) => ({
      data: await this.kit.picturesOf(tx, await this.queries.text(tx, id)),
      nextCursor: null,
    }));
  }

  /** Copies a caption: answers it, and keeps a receipt. */
  @Post('copies')
  @Can('drafts.read')
  copy(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() { network }: CopyDto,
  ): Promise<Caption> {
    return this.kit.copy(actor, known(id), network);
  }

  /** Who took which bytes of the text, and what they were told since. */
  @Get('receipts')
  @Can('drafts.read')
  receiptsOf(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
  ): Promise<{ data: ReceiptRow[]; notices: ReceiptNotice[]; nextCursor: null }> {
    return this.unitOfWork.read(actor, async (tx) => {
      await this.queries.text(tx, id);
      return {
        data: await this.receipts.of(tx, id),
        notices: await this.receipts.noticesOf(tx, id),
        nextCursor: null,
      };
    });
  }

  /** The reader has seen to what they were told: the text is no longer used as they had it. */
  @Post('receipts/confirmation')
  @Can('drafts.read')
  async confirm(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<{ confirmed: true }> {
    await this.unitOfWork.run(actor, (tx) => this.receipts.confirm(tx, known(id)));
    return { confirmed: true };
  }
}

function known(id: string): string {
  if (!isId(id)) throw noSuchDraft();
  return id;
}
