import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { TrailListQuery } from './trail.dto.js';
import { TrailQueries } from './trail.queries.js';

/** The trail for programs; a department's program reads its own department's shared rows. */
@ApiTags('Records')
@Controller('api/v1/audit-events')
export class TrailApiController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trail: TrailQueries,
  ) {}

  @Get()
  @Can('audit.read')
  list(@CurrentActor() actor: Actor, @Query() query: TrailListQuery) {
    const { limit, cursor, from, ...filter } = query;
    return this.unitOfWork.read(actor, (tx) =>
      this.trail.list(tx, { ...filter, ...(from && { from: new Date(from) }) }, limit, cursor),
    );
  }
}
