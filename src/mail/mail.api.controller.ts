import { Controller, Get, Header, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, keysetPage } from '../platform/web/keyset.js';
import { MailListQuery } from './mail.dto.js';
import { MailQueries, type MailLine } from './mail.queries.js';
import { MailService } from './mail.service.js';
import { reasonWords } from './mail-state.js';

/** The mail log as JSON. */
@Controller('api/v1/emails')
export class MailApiController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: MailQueries,
    private readonly mail: MailService,
  ) {}

  @Get()
  @Can('mail.read')
  async list(@CurrentActor() actor: Actor, @Query() query: MailListQuery) {
    const after = decodeCursor(query.cursor, 2) as [string, string] | null;
    const rows = await this.unitOfWork.read(actor, (tx) => this.queries.list(tx, query, query.limit, after));
    const { data, nextCursor } = keysetPage(rows, query.limit, (row) => [
      row.createdAt.toISOString(),
      row.id,
    ]);
    return { data: data.map(explained), nextCursor };
  }

  @Get(':id')
  @Can('mail.read')
  async one(@CurrentActor() actor: Actor, @Param('id') id: string) {
    const found = isId(id) ? await this.unitOfWork.read(actor, (tx) => this.queries.one(tx, id)) : undefined;
    if (!found) throw notFound('mail');
    return explained(found);
  }

  /** The message as it was handed over, byte for byte, but for links that let someone in. */
  @Get(':id/raw')
  @Can('mail.read')
  @Header('content-type', 'message/rfc822')
  @Header('content-disposition', 'attachment; filename="mail.eml"')
  async raw(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const raw = isId(id) ? await this.unitOfWork.read(actor, (tx) => this.queries.raw(tx, id)) : undefined;
    if (!raw) throw notFound('mail');
    await reply.send(raw);
  }

  /** Sends a held, failed or unknown mail because a person says so. */
  @Post(':id/resend')
  @Can('mail.write')
  async resend(@CurrentActor() actor: Actor, @Param('id') id: string) {
    if (!isId(id)) throw notFound('mail');
    await this.mail.resend(actor, id);
    return { id, state: 'queued' };
  }

  /** Says of a mail whose fate is unknown that it arrived. */
  @Post(':id/arrival')
  @Can('mail.write')
  async arrived(@CurrentActor() actor: Actor, @Param('id') id: string) {
    if (!isId(id)) throw notFound('mail');
    await this.mail.arrived(actor, id);
    return { id, state: 'sent' };
  }
}

function explained<T extends MailLine>(line: T): T {
  return { ...line, reason: reasonWords(line.reason) };
}
