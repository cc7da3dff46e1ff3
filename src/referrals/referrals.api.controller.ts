import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';
import type { DownloadEvent } from './download-event.js';
import type { Accepted } from './intake-figures.js';
import { Intake } from './intake.js';
import { type MonthRow, PaceQueries } from './pace/pace.queries.js';
import { readAlias } from './referral-codes.js';
import {
  AssignmentDto,
  type DownloadDto,
  DownloadListQuery,
  DownloadsDto,
  ReversalDto,
} from './referrals.dto.js';
import { downloadNotFound } from './referrals.errors.js';
import { type DownloadRow, type Progress, ReferralsQueries } from './referrals.queries.js';
import { ReferralsService } from './referrals.service.js';

/** A hundred years. */
const MOST_MONTHS = 1_200;

/** Downloads and what became of them, as JSON. */
@Controller('api/v1')
export class ReferralsApiController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly intake: Intake,
    private readonly referrals: ReferralsService,
    private readonly queries: ReferralsQueries,
    private readonly paces: PaceQueries,
    private readonly partnerships: PartnershipsQueries,
  ) {}

  /** Takes in 1 to 1,000 events; answered after they are stored, decided and counted. */
  @Post('downloads')
  @HttpCode(202)
  @Can('downloads.ingest')
  accept(@Body() body: DownloadsDto, @Headers('idempotency-key') key?: string): Promise<Accepted> {
    const events = body.events.map(eventOf);
    return key ? this.intake.acceptAlone(events) : this.intake.accept(events);
  }

  @Get('downloads')
  @Can('downloads.read')
  async list(@CurrentActor() actor: Actor, @Query() query: DownloadListQuery): Promise<Listed<DownloadRow>> {
    const after = decodeCursor(query.cursor, 2);
    const rows = await this.uow.read(actor, (tx) =>
      this.queries.downloads(tx, query, after, query.limit + 1),
    );
    return keysetPage(rows, query.limit, (row) => [row.occurredAt.toISOString(), row.id]);
  }

  /** One download with every decision there ever was about it. */
  @Get('downloads/:id')
  @Can('downloads.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.uow.read(actor, async (tx) => {
      const download = isId(id) ? await this.queries.download(tx, id) : undefined;
      if (!download) throw downloadNotFound();
      return { ...download, decisions: await this.queries.decisions(tx, id) };
    });
  }

  /** Gives a download with an unknown code to the department that holds the alias. */
  @Post('downloads/:id/assignment')
  @Can('downloads.correct')
  assign(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: AssignmentDto,
  ): Promise<DownloadRow | undefined> {
    if (!isId(id)) throw downloadNotFound();
    return this.uow.run(actor, async (tx) => {
      await this.referrals.assign(tx, id, body.alias);
      return this.queries.download(tx, id);
    });
  }

  /** Reports a download as not genuine; may be repeated, and may come before the download does. */
  @Post('download-reversals')
  @Can('downloads.correct')
  reverse(@CurrentActor() actor: Actor, @Body() body: ReversalDto) {
    return this.uow.run(actor, (tx) => this.referrals.reverse(tx, body));
  }

  @Get('partnerships/:id/progress')
  @Can('partnerships.read')
  progress(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Progress> {
    return this.uow.read(actor, async (tx) => {
      const progress = isId(id) ? await this.queries.progress(tx, id) : undefined;
      if (!progress) throw notFound('partnership');
      return progress;
    });
  }

  /** Downloads by local month, the first first: those that count, and the others by reason. Some seconds behind the progress. */
  @Get('partnerships/:id/months')
  @Can('partnerships.read')
  months(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
  ): Promise<{ data: MonthRow[]; nextCursor: null }> {
    return this.uow.read(actor, async (tx) => {
      const known = isId(id) ? await this.partnerships.facts(tx, id) : undefined;
      if (!known) throw notFound('partnership');
      return { data: await this.paces.months(tx, id, MOST_MONTHS), nextCursor: null };
    });
  }
}

function eventOf(dto: DownloadDto): DownloadEvent {
  return {
    provider: dto.provider,
    externalId: dto.externalId,
    kind: dto.kind,
    alias: readAlias(dto.alias),
    os: null,
    existingUser: dto.existingUser ?? false,
    testDevice: dto.testDevice ?? false,
    occurredAt: new Date(dto.occurredAt),
  };
}
