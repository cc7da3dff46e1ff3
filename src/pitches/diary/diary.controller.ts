import { Body, Controller, Get, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DepartmentsQueries } from '../../departments/departments.queries.js';
import { type Actor, personIdOf } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Files } from '../../platform/files/files.js';
import { isId } from '../../platform/id.js';
import { type ActorRequest, Can, CurrentActor } from '../../platform/web/access.js';
import type { FormBody } from '../../platform/web/form.js';
import { localPath, page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import { PitchDiaryService } from '../pitch-diary.service.js';
import { TimelineQuery } from '../pitches.dto.js';
import { nothingAttached } from '../pitches.errors.js';
import { PitchesQueries } from '../pitches.queries.js';
import { EntriesQueries } from './entries.queries.js';
import { timelinePage } from './timeline-page.js';
import { TimelineQueries } from './timeline.queries.js';

/** What was said: the timeline of a pitch in pages, one entry as a page of its own, and the files that came with it. */
@ApiExcludeController()
@Controller()
export class DiaryController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly diary: PitchDiaryService,
    private readonly pitches: PitchesQueries,
    private readonly departments: DepartmentsQueries,
    private readonly timeline: TimelineQueries,
    private readonly entries: EntriesQueries,
    private readonly files: Files,
  ) {}

  /** Inside a frame, the part asked for and nothing around it; else a page of its own. */
  @Get('pitches/:id/timeline')
  @Can('pitches.read')
  list(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: TimelineQuery,
    @Req() request: ActorRequest,
  ): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const pitch = await this.pitches.one(tx, id);
      const { timeZone } = await this.departments.factsOrFail(tx, pitch.departmentId);
      const { data, nextCursor } = await this.timeline.list(tx, id, query);
      const inFrame = request.headers['turbo-frame'] !== undefined;
      return page(
        'pitches/timeline',
        {
          ...timelinePage(id, data, timeZone, { kind: query.kind, cursor: query.cursor, nextCursor }),
          pitch,
          zone: timeZone,
          inFrame,
        },
        { title: `Timeline of ${pitch.departmentName}`, ...(inFrame && { layout: null }) },
      );
    });
  }

  @Get('pitches/:id/activities/:activityId')
  @Can('pitches.read')
  show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('activityId') activityId: string,
  ): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const entry = await this.entries.one(tx, id, activityId);
      const me = personIdOf(actor);
      return page(
        'pitches/activity',
        {
          entry,
          mentions: entry.mentions,
          waitsForMe: entry.mentions.some(({ personId, seenAt }) => personId === me && seenAt === null),
          zone: entry.timeZone,
        },
        { title: entry.subject },
      );
    });
  }

  @Post('pitches/:id/activities/:activityId/acknowledgement')
  @Can('pitches.read')
  async acknowledge(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('activityId') activityId: string,
    @Body() body: FormBody,
  ): Promise<Redirect> {
    await this.work.read(actor, (tx) => this.entries.one(tx, id, activityId));
    await this.diary.acknowledge(actor, activityId);
    return redirect(localPath(body['back'], `/pitches/${id}/activities/${activityId}`), 'Seen.');
  }

  /** A file of an entry, for whoever may read the entry: the vendor's people, and the department's when it is shared. */
  @Get('activity-files/:id')
  @Can('audit.read')
  async file(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const file = await this.work.read(actor, async (tx) => {
      const row = isId(id) ? await this.entries.file(tx, id) : undefined;
      const stored = row && (await this.files.read(tx, row.sha256));
      return row && stored && { ...row, bytes: stored.bytes };
    });
    if (!file) throw nothingAttached();
    // Always a download, and of the type its bytes have: what a stranger sent must not run in our origin.
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`);
    reply.header('cache-control', 'private, no-store');
    return new StreamableFile(file.bytes, { type: file.mediaType, length: file.size });
  }
}
