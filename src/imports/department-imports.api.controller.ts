import { Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { ListQuery } from '../platform/web/keyset.js';
import { readUpload } from '../platform/web/upload.js';
import { parseMapping } from './columns.js';
import { ImportsQueries } from './imports.queries.js';
import { ImportsService } from './imports.service.js';
import { Intakes } from './intakes.js';

/** Four times the largest list we know of; larger ones go through the command line, which streams. */
export const LARGEST_LIST = 8 * 1024 * 1024;

export class NewImportQuery {
  /** What the list is called, e.g. `fbi-2017`. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  source?: string;

  /**
   * JSON of our field names to the file's column names, `custom.<key>` for fields of your own; in a multipart request it may be a
   * field instead.
   */
  @IsOptional()
  @IsString()
  @MaxLength(6000)
  mapping?: string;
}

@ApiTags('Department imports')
@Controller('api/v1/department-imports')
@Can('imports.manage')
export class DepartmentImportsApiController {
  constructor(
    private readonly imports: ImportsService,
    private readonly queries: ImportsQueries,
    private readonly intakes: Intakes,
    private readonly work: UnitOfWork,
  ) {}

  @Post()
  @ApiConsumes('text/csv', 'multipart/form-data')
  @ApiBody({
    schema: { type: 'string', format: 'binary' },
    description: 'The list as CSV, or a form with it as `file`.',
  })
  async preview(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Query() query: NewImportQuery,
  ) {
    const upload = await readUpload(request, { maxBytes: LARGEST_LIST });
    const fields = await this.work.read(actor, (tx) => this.intakes.departments.fieldsIn(tx));
    const id = await this.imports.preview(actor, {
      source: query.source ?? upload.fields['source'] ?? 'upload',
      fileName: upload.fileName,
      content: upload.buffer,
      mapping: parseMapping(query.mapping ?? upload.fields['mapping'], fields),
    });
    return this.one(actor, id);
  }

  @Get()
  list(@CurrentActor() actor: Actor, @Query() query: ListQuery) {
    return this.work.read(actor, (tx) => this.queries.list(tx, { ...query, kind: 'departments' }));
  }

  @Get(':id')
  one(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, (tx) => this.queries.detail(tx, id));
  }

  @Post(':id/application')
  @HttpCode(202)
  async apply(@CurrentActor() actor: Actor, @Param('id') id: string) {
    await this.imports.requestApplication(actor, id);
    return this.one(actor, id);
  }

  @Post(':id/reversal')
  @HttpCode(202)
  async revert(@CurrentActor() actor: Actor, @Param('id') id: string) {
    await this.imports.requestReversal(actor, id);
    return this.one(actor, id);
  }
}
