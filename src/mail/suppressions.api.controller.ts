import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, keysetPage, ListQuery } from '../platform/web/keyset.js';
import { MailQueries } from './mail.queries.js';
import { SuppressionsService } from './suppressions.service.js';

/** Addresses that get nothing of a topic (`*`: nothing at all), and how to end that once a mailbox works again. */
@Controller('api/v1/suppressions')
export class SuppressionsApiController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: MailQueries,
    private readonly suppressions: SuppressionsService,
  ) {}

  @Get()
  @Can('mail.read')
  async list(@CurrentActor() actor: Actor, @Query() query: ListQuery) {
    const after = decodeCursor(query.cursor, 1)?.[0] ?? null;
    const before = isId(after) ? after : null;
    const rows = await this.unitOfWork.read(actor, (tx) =>
      this.queries.suppressions(tx, query.limit, before),
    );
    return keysetPage(rows, query.limit, (row) => [row.id]);
  }

  @Post(':id/end')
  @Can('mail.write')
  async end(@CurrentActor() actor: Actor, @Param('id') id: string) {
    if (!isId(id)) throw notFound('suppression');
    return this.suppressions.lift(actor, id);
  }
}
