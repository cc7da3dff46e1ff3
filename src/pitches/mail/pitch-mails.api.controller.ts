import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { decodeCursor, keysetPage } from '../../platform/web/keyset.js';
import { PitchesQueries } from '../pitches.queries.js';
import { PitchMailsQuery, SendPitchMailDto, WritePitchMailDto } from './pitch-mail.dto.js';
import { PitchMailQueries } from './pitch-mail.queries.js';
import { PitchMailService } from './pitch-mail.service.js';
import { asText } from './pitch-mail-text.js';

@ApiTags('Pitches')
@Controller('api/v1/pitches/:id/mails')
export class PitchMailsApiController {
  constructor(
    private readonly mails: PitchMailService,
    private readonly queries: PitchMailQueries,
    private readonly pitches: PitchesQueries,
    private readonly work: UnitOfWork,
  ) {}

  /** Mails sent and received, newest first. */
  @Get()
  @Can('pitches.read')
  list(@CurrentActor() actor: Actor, @Param('id') id: string, @Query() query: PitchMailsQuery) {
    const after = decodeCursor(query.cursor, 2) as [string, string] | null;
    return this.work.read(actor, async (tx) => {
      await this.pitches.detail(tx, id);
      const rows = await this.queries.list(tx, id, query.limit, after);
      return keysetPage(rows, query.limit, (row) => [row.at.toISOString(), row.id]);
    });
  }

  /** Sends a mail from a template and logs it as a shared activity. */
  @Post()
  @Can('pitches.write')
  send(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: SendPitchMailDto) {
    return this.mails.send(actor, id, dto);
  }

  /** The mail as it would go out now, with every fault named; nothing is sent. */
  @Post('preview')
  @HttpCode(200)
  @Can('pitches.write')
  async preview(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: WritePitchMailDto) {
    const { subject, paragraphs, faults, suppressed, held, replyTo } = await this.mails.preview(
      actor,
      id,
      dto,
    );
    return { subject, text: asText(paragraphs), faults, suppressed, held, replyTo };
  }
}
