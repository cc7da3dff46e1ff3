import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';
import { page, type PageView } from '../platform/web/page.js';
import { AssetLibrary, type LibraryPicture } from './asset-library.js';
import { PictureListQuery } from './releases.dto.js';

const ON_A_PAGE = 24;
const STATES = [
  { value: 'usable', label: 'May be used' },
  { value: 'expired', label: 'Expired' },
  { value: 'rights_missing', label: 'Rights or consent missing' },
];

/** The library of pictures, as page and as JSON. */
@Controller()
export class AssetLibraryController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly library: AssetLibrary,
  ) {}

  /** Pictures of texts, the newest first, found by words of name, alt text and rights. */
  @Get('api/v1/pictures')
  @Can('drafts.read')
  list(@CurrentActor() actor: Actor, @Query() query: PictureListQuery): Promise<Listed<LibraryPicture>> {
    return this.pageOf(actor, query, query.limit);
  }

  @Get('pictures')
  @ApiExcludeEndpoint()
  @Can('drafts.read')
  async show(@CurrentActor() actor: Actor, @Query() query: PictureListQuery): Promise<PageView> {
    const { data, nextCursor } = await this.pageOf(actor, query, ON_A_PAGE);
    const { q = '', state = '', departmentId } = query;
    const here = new URLSearchParams({
      ...(q && { q }),
      ...(state && { state }),
      ...(departmentId && { departmentId }),
    });
    const next = nextCursor && new URLSearchParams([...here, ['cursor', nextCursor]]);
    return page(
      'department/pictures',
      {
        pictures: data,
        isVendor: actor.side === 'vendor',
        q,
        state,
        departmentId: departmentId ?? null,
        states: STATES,
        shown: data.length,
        nextHref: next ? `/pictures?${next.toString()}` : null,
        firstHref: query.cursor ? `/pictures?${here.toString()}` : null,
      },
      { title: 'Pictures' },
    );
  }

  @Get('pictures/:id/file')
  @ApiExcludeEndpoint()
  @Can('drafts.read')
  async file(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<StreamableFile> {
    const { bytes, mediaType } = await this.unitOfWork.read(actor, (tx) => this.library.read(tx, id));
    return new StreamableFile(bytes, { type: mediaType, disposition: 'inline' });
  }

  private async pageOf(
    actor: Actor,
    query: PictureListQuery,
    limit: number,
  ): Promise<Listed<LibraryPicture>> {
    const before = decodeCursor(query.cursor, 1)?.[0] as string | undefined;
    const rows = await this.unitOfWork.read(actor, (tx) =>
      this.library.list(tx, query, limit + 1, before ?? null),
    );
    return keysetPage(rows, limit, ({ id }) => [id]);
  }
}
