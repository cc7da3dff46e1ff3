import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { AddCustomFieldDto, ChangeCustomFieldDto, CustomFieldsQuery } from './custom-fields.dto.js';
import { CustomFieldsQueries } from './custom-fields.queries.js';
import { CustomFieldsService } from './custom-fields.service.js';

@ApiTags('Custom fields')
@Controller('api/v1/custom-fields')
export class CustomFieldsApiController {
  constructor(
    private readonly fields: CustomFieldsService,
    private readonly queries: CustomFieldsQueries,
    private readonly work: UnitOfWork,
  ) {}

  /** The fields of departments or pitches in their order, retired ones last. */
  @Get()
  @Can('departments.read')
  async list(@CurrentActor() actor: Actor, @Query() query: CustomFieldsQuery) {
    const data = await this.work.read(actor, (tx) => this.queries.fields(tx, query.subject));
    return { data, nextCursor: null };
  }

  @Post()
  @Can('fields.manage')
  async add(@CurrentActor() actor: Actor, @Body() dto: AddCustomFieldDto) {
    const id = await this.fields.add(actor, dto);
    const fields = await this.work.read(actor, (tx) => this.queries.fields(tx, dto.subject));
    return fields.find((field) => field.id === id);
  }

  @Patch(':id')
  @Can('fields.manage')
  async change(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: ChangeCustomFieldDto) {
    await this.fields.change(actor, id, dto);
    return { id };
  }
}
