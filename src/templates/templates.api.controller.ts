import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, keysetPage } from '../platform/web/keyset.js';
import { completeField } from './template-definition.js';
import { CreateTemplateDto, TemplatesQuery } from './templates.dto.js';
import { TemplatesQueries, type TemplateVersion } from './templates.queries.js';
import { TemplatesService } from './templates.service.js';

/** Stored templates as JSON. Both sides may read them; an admin writes, another admin approves. */
@Controller('api/v1/templates')
export class TemplatesApiController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: TemplatesQueries,
    private readonly service: TemplatesService,
  ) {}

  @Get()
  @Can('templates.read')
  async list(@CurrentActor() actor: Actor, @Query() query: TemplatesQuery) {
    const after = decodeCursor(query.cursor, 1)?.[0] ?? null;
    const rows = await this.unitOfWork.read(actor, (tx) =>
      this.queries.list(tx, query.kind ?? null, query.limit, isId(after) ? after : null),
    );
    const { data, nextCursor } = keysetPage(rows, query.limit, (row) => [row.id]);
    return { data: data.map(presented), nextCursor };
  }

  @Get(':id')
  @Can('templates.read')
  async one(@CurrentActor() actor: Actor, @Param('id') id: string) {
    const found = isId(id) ? await this.unitOfWork.read(actor, (tx) => this.queries.current(tx, id)) : undefined;
    if (!found) throw notFound('template');
    return { ...presented(found), source: found.source };
  }

  @Post()
  @Can('templates.write')
  async create(@CurrentActor() actor: Actor, @Body() dto: CreateTemplateDto) {
    const version = await this.service.create(actor, {
      key: dto.key,
      kind: dto.kind,
      name: dto.name,
      description: dto.description ?? '',
      fields: dto.fields.map(completeField),
      source: dto.source,
    });
    return { ...presented(version), source: version.source };
  }

  @Post(':id/approval')
  @Can('templates.write')
  async approve(@CurrentActor() actor: Actor, @Param('id') id: string) {
    if (!isId(id)) throw notFound('template');
    return presented(await this.service.approve(actor, id));
  }
}

function presented(row: TemplateVersion) {
  const { id, versionId, key, kind, name, description, version, fields, builtIn, approvedAt } = row;
  const blocks = row.blocks.map((block) => ({ id: block.id, role: block.role, kind: block.kind, label: block.label }));
  return { id, versionId, key, kind, name, description, version, fields, blocks, builtIn, approvedAt };
}
