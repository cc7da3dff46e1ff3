import { Controller, Get, Param, Query, Req, StreamableFile } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { isId } from '../platform/id.js';
import { type ActorRequest, Can, CurrentActor } from '../platform/web/access.js';
import { noSuchDraft } from './content.errors.js';
import { type ExportFormat, ExportsService } from './exports.service.js';
import { MonthKit } from './month-kit.js';
import { ExportQuery } from './releases.dto.js';

/** Texts as files. Each that is taken leaves a receipt, so that its taker hears of corrections, withdrawal and recall. */
@Controller('api/v1')
export class ExportsApiController {
  constructor(
    private readonly exports: ExportsService,
    private readonly kit: MonthKit,
  ) {}

  /** The current text as a page of its own. */
  @Get('drafts/:id/export.html')
  @Can('drafts.read')
  html(@CurrentActor() actor: Actor, @Param('id') id: string, @Req() request: ActorRequest) {
    return this.file(actor, id, 'html', request);
  }

  /** The current text as plain text. */
  @Get('drafts/:id/export.txt')
  @Can('drafts.read')
  txt(@CurrentActor() actor: Actor, @Param('id') id: string, @Req() request: ActorRequest) {
    return this.file(actor, id, 'txt', request);
  }

  /** The current text as a Word file, clean. */
  @Get('drafts/:id/export.docx')
  @Can('drafts.read')
  docx(@CurrentActor() actor: Actor, @Param('id') id: string, @Req() request: ActorRequest) {
    return this.file(actor, id, 'docx', request);
  }

  /** A Word file with tracked changes between two revisions; without `from` and `to`, those that wait for answers or were made last. */
  @Get('drafts/:id/export.redline.docx')
  @Can('drafts.read')
  redline(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: ExportQuery,
    @Req() request: ActorRequest,
  ) {
    return this.file(actor, id, 'redline.docx', request, query);
  }

  /** The current text as a tagged PDF (PDF/UA-1). */
  @Get('drafts/:id/export.pdf')
  @Can('drafts.read')
  pdf(@CurrentActor() actor: Actor, @Param('id') id: string, @Req() request: ActorRequest) {
    return this.file(actor, id, 'pdf', request);
  }

  /** Every post of a partnership that may go out now, with captions and pictures, as one zip. */
  @Get('partnerships/:id/kit.zip')
  @Can('drafts.read')
  month(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<StreamableFile> {
    return this.kit.take(actor, id);
  }

  private async file(
    actor: Actor,
    id: string,
    format: ExportFormat,
    request: ActorRequest,
    compared: ExportQuery = {},
  ): Promise<StreamableFile> {
    if (!isId(id)) throw noSuchDraft();
    const { bytes, type, fileName } = await this.exports.take(actor, id, format, {
      ...compared,
      // Whoever only asks what there is takes nothing away.
      receipt: request.method !== 'HEAD',
    });
    return new StreamableFile(bytes, {
      type,
      length: bytes.length,
      disposition: `attachment; filename="${fileName}"`,
    });
  }
}
