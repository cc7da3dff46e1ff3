import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { allows } from '../../identity/people.queries.js';
import { type Actor, isPerson } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { DomainError } from '../../platform/errors.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { nothingChosen } from '../lists.errors.js';
import { BulkChangeDto, BulkRowsQuery, ChangeDto } from './bulk.dto.js';
import { BulkChangesQueries } from './bulk-changes.queries.js';
import { BulkChangesService } from './bulk-changes.service.js';
import type { BulkSubject } from './change.js';

/** Changes to many rows: looked at first, made when asked for again. */
@ApiTags('Lists')
@Controller('api/v1/bulk-changes')
export class BulkApiController {
  constructor(
    private readonly bulk: BulkChangesService,
    private readonly queries: BulkChangesQueries,
    private readonly work: UnitOfWork,
  ) {}

  /**
   * Chooses rows and looks at what the change would do to them; nothing is changed yet. Up to 200 rows are looked at at once, more
   * by a job: ask for the change until its state is `checked`.
   */
  @Post()
  @Can('pitches.write')
  async preview(@CurrentActor() actor: Actor, @Body() dto: BulkChangeDto) {
    requireWrite(actor, dto.subject);
    if (!dto.all && !dto.ids?.length) throw nothingChosen();
    const { subject, query = '', ids } = dto;
    const id = await this.bulk.choose(actor, { subject, query, ids: dto.all ? undefined : ids });
    await this.bulk.check(actor, id, dto.change);
    return this.one(actor, id);
  }

  @Get(':id')
  @Can('pitches.write')
  one(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, async (tx) => ({
      ...(await this.queries.one(tx, id)),
      refusals: await this.queries.refusals(tx, id),
    }));
  }

  /** Its rows, each with what would become, or became, of it and why. */
  @Get(':id/rows')
  @Can('pitches.write')
  rows(@CurrentActor() actor: Actor, @Param('id') id: string, @Query() query: BulkRowsQuery) {
    return this.work.read(actor, async (tx) => {
      await this.queries.one(tx, id);
      return this.queries.rows(tx, id, query);
    });
  }

  /** Looks at another change of the same rows instead. */
  @Post(':id/preview')
  @Can('pitches.write')
  async again(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: ChangeDto) {
    await this.bulk.check(actor, id, dto);
    return this.one(actor, id);
  }

  /** Makes the change; more than 200 rows by a job. */
  @Post(':id/application')
  @HttpCode(202)
  @Can('pitches.write')
  async apply(@CurrentActor() actor: Actor, @Param('id') id: string) {
    await this.bulk.apply(actor, id);
    return this.one(actor, id);
  }
}

/** Departments need their own permission besides. Throws 403. */
export function requireWrite(actor: Actor, subject: BulkSubject): void {
  if (subject === 'pitches' || (isPerson(actor) && allows(actor, 'departments.write'))) return;
  throw new DomainError(
    'forbidden',
    'forbidden',
    'Your role does not allow this. Ask an admin if it should.',
  );
}
