import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { type Actor, isPerson, type PersonActor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, type Listed } from '../platform/web/keyset.js';
import { NoticeChoicesDto, NoticeListQuery, NoticeReadDto } from './notices.dto.js';
import { type Choice, type NoticeRow, NoticesQueries } from './notices.queries.js';
import { NoticesService } from './notices.service.js';

/** A person's own notices for programs. */
@Controller('api/v1')
export class NoticesApiController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: NoticesQueries,
    private readonly notices: NoticesService,
  ) {}

  @Get('notices')
  @Can('own.account')
  list(@CurrentActor() actor: Actor, @Query() query: NoticeListQuery): Promise<Listed<NoticeRow>> {
    const me = person(actor);
    const before = (decodeCursor(query.cursor, 1)?.[0] as string | undefined) ?? null;
    return this.uow.read(me, (tx) =>
      this.queries.list(tx, me, { unread: query.unread === 'true', before, limit: query.limit }),
    );
  }

  @Post('notices/:id/reading')
  @Can('own.account')
  async read(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() _dto: NoticeReadDto,
  ): Promise<{ id: string }> {
    await this.notices.read(person(actor), id);
    return { id };
  }

  @Get('notice-choices')
  @Can('own.account')
  choices(@CurrentActor() actor: Actor): Promise<{ choices: Choice[]; hour: number }> {
    const me = person(actor);
    return this.uow.read(me, (tx) => this.queries.choices(tx, me));
  }

  @Put('notice-choices')
  @Can('own.account')
  async choose(
    @CurrentActor() actor: Actor,
    @Body() { choices = {}, hour }: NoticeChoicesDto,
  ): Promise<{ choices: Choice[]; hour: number }> {
    const me = person(actor);
    await this.notices.choose(me, choices, hour ?? null);
    return this.uow.read(me, (tx) => this.queries.choices(tx, me));
  }
}

function person(actor: Actor): PersonActor {
  if (!isPerson(actor)) throw notFound('notice');
  return actor;
}
