import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { page, type PageView } from '../platform/web/page.js';
import { downloadNotFound } from './referrals.errors.js';
import { ReferralsQueries } from './referrals.queries.js';

/** One download with every decision there ever was about it: what stands behind a device and its entries in the gift ledger. */
@ApiExcludeController()
@Controller('downloads/:id')
export class DownloadController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: ReferralsQueries,
    private readonly partnerships: PartnershipsQueries,
  ) {}

  @Get()
  @Can('downloads.read')
  show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const download = isId(id) ? await this.queries.download(tx, id) : undefined;
      if (!download) throw downloadNotFound();
      const { partnershipId } = download;
      const facts = partnershipId ? await this.partnerships.facts(tx, partnershipId) : undefined;
      const data = {
        download,
        decisions: await this.queries.decisions(tx, id),
        department: facts?.department ?? null,
        zone: facts?.department.timeZone ?? 'UTC',
        termsVersion:
          facts?.termsVersions.find((terms) => terms.id === download.termsVersionId)?.version ?? null,
      };
      return page('referrals/download', data, { title: 'Download' });
    });
  }
}
