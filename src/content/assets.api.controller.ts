import { Controller, Get, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { type ActorRequest, Can, CurrentActor } from '../platform/web/access.js';
import { parseForm } from '../platform/web/form.js';
import { readUpload } from '../platform/web/upload.js';
import { type AssetRow, Assets, LARGEST_PICTURE } from './assets.js';
import { PictureFieldsDto } from './content.dto.js';
import { ContentQueries } from './content.queries.js';
import { serialiseText } from './rules/serialise.js';

/** Pictures for a text: uploaded here with their alt text, then named in `assetIds` of a revision. */
@Controller('api/v1/drafts/:id/assets')
export class AssetsApiController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: ContentQueries,
    private readonly assets: Assets,
  ) {}

  /** Multipart: `file` with `altText`, `rights`, `consent` (given, nobody_shown, missing) and `expiresOn` (YYYY-MM-DD). What is left out is asked for before the text is sent. */
  @Post()
  @Can('drafts.write')
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      properties: {
        altText: { type: 'string' },
        rights: { type: 'string' },
        consent: { type: 'string', enum: ['given', 'nobody_shown', 'missing'] },
        expiresOn: { type: 'string', format: 'date' },
        file: { type: 'string', format: 'binary' },
      },
      required: ['file'],
    },
  })
  async add(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: ActorRequest,
  ): Promise<AssetRow> {
    const { departmentId } = await this.unitOfWork.read(actor, (tx) => this.queries.draft(tx, id));
    const { fileName, buffer, fields } = await readUpload(request, { maxBytes: LARGEST_PICTURE });
    const given = await parseForm(PictureFieldsDto, fields);
    return this.unitOfWork.run(actor, (tx) =>
      this.assets.add(tx, departmentId, {
        ...given,
        altText: serialiseText(given.altText ?? '') || null,
        rights: serialiseText(given.rights ?? '') || null,
        fileName,
        bytes: buffer,
      }),
    );
  }

  @Get(':assetId')
  @Can('drafts.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('assetId') assetId: string,
  ): Promise<StreamableFile> {
    const { bytes, mediaType } = await this.unitOfWork.read(actor, async (tx) => {
      const { departmentId } = await this.queries.draft(tx, id);
      return this.assets.read(tx, departmentId, assetId);
    });
    return new StreamableFile(bytes, { type: mediaType, disposition: 'inline' });
  }
}
