import { Controller, Get, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { Files } from '../platform/files/files.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { RewardsQueries } from './rewards.queries.js';

/** The document behind an acceptance, for whoever may see the reward. */
@ApiExcludeController()
@Controller('rewards/:id/acceptance-document')
export class AcceptanceDocumentController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: RewardsQueries,
    private readonly files: Files,
  ) {}

  @Get()
  @Can('rewards.read')
  async download(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const file = await this.uow.read(actor, async (tx) => {
      await this.queries.one(tx, id);
      const document = await this.queries.acceptanceDocument(tx, id);
      const stored = document && (await this.files.read(tx, document.sha256));
      return document && stored && { ...stored, name: document.name };
    });
    if (!file) throw notFound('document');
    // Always a download: what a stranger signed must not run in our origin.
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`);
    reply.header('x-content-type-options', 'nosniff');
    return new StreamableFile(file.bytes, { type: file.mediaType, length: file.size });
  }
}
