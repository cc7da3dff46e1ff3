import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { decodeCursor, keysetPage } from '../../platform/web/keyset.js';
import { PitchesQueries } from '../pitches.queries.js';
import { EnrolmentsService } from './enrolments.service.js';
import { EnrolDto, SequenceDto, SequencesQuery } from './sequences.dto.js';
import { SequencesQueries } from './sequences.queries.js';
import { SequencesService } from './sequences.service.js';

/** Sequences, and who is followed up in them. */
@ApiTags('Sequences')
@Controller('api/v1')
export class SequencesApiController {
  constructor(
    private readonly sequences: SequencesService,
    private readonly enrolments: EnrolmentsService,
    private readonly queries: SequencesQueries,
    private readonly pitches: PitchesQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get('sequences')
  @Can('pitches.read')
  list(@CurrentActor() actor: Actor, @Query() query: SequencesQuery) {
    const after = decodeCursor(query.cursor, 2) as [string, string] | null;
    return this.work.read(actor, async (tx) => {
      const rows = await this.queries.list(tx, query.limit, after);
      return keysetPage(rows, query.limit, (row) => [row.name.toLowerCase(), row.id]);
    });
  }

  @Post('sequences')
  @Can('pitches.write')
  create(@CurrentActor() actor: Actor, @Body() dto: SequenceDto) {
    return this.sequences.create(actor, dto);
  }

  @Get('sequences/:id')
  @Can('pitches.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, (tx) => this.queries.one(tx, id));
  }

  /** Writes the next version; who is under way keeps the steps they began with. */
  @Put('sequences/:id')
  @Can('pitches.write')
  change(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: SequenceDto) {
    return this.sequences.change(actor, id, dto);
  }

  @Post('sequences/:id/retirement')
  @Can('pitches.write')
  async retire(@CurrentActor() actor: Actor, @Param('id') id: string) {
    await this.sequences.retire(actor, id);
    return this.one(actor, id);
  }

  /** Who is or was followed up in a pitch, the latest first. */
  @Get('pitches/:id/enrolments')
  @Can('pitches.read')
  ofPitch(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, async (tx) => {
      await this.pitches.detail(tx, id);
      return { data: await this.queries.ofPitch(tx, id), nextCursor: null };
    });
  }

  /** Begins a sequence with a contact of the pitch. */
  @Post('pitches/:id/enrolments')
  @Can('pitches.write')
  enrol(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: EnrolDto) {
    return this.enrolments.enrol(actor, id, dto);
  }

  /** What would be sent, and when, with every fault named; nothing begins. */
  @Post('pitches/:id/enrolments/preview')
  @HttpCode(200)
  @Can('pitches.write')
  preview(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: EnrolDto) {
    return this.enrolments.preview(actor, id, dto);
  }

  @Get('enrolments/:id')
  @Can('pitches.read')
  enrolment(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, (tx) => this.queries.enrolment(tx, id));
  }

  @Post('enrolments/:id/pause')
  @Can('pitches.write')
  pause(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.enrolments.pause(actor, id);
  }

  @Post('enrolments/:id/resumption')
  @Can('pitches.write')
  resume(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.enrolments.resume(actor, id);
  }

  @Post('enrolments/:id/stop')
  @Can('pitches.write')
  stop(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.enrolments.stop(actor, id);
  }
}
