import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { ChangeDepartmentDto, CreateDepartmentDto, ListDepartmentsQuery } from './departments.dto.js';
import { DepartmentsQueries } from './departments.queries.js';
import { DepartmentsService } from './departments.service.js';

@ApiTags('Departments')
@Controller('api/v1/departments')
export class DepartmentsApiController {
  constructor(
    private readonly departments: DepartmentsService,
    private readonly queries: DepartmentsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Post()
  @Can('departments.write')
  async create(@CurrentActor() actor: Actor, @Body() dto: CreateDepartmentDto) {
    return this.one(actor, await this.departments.create(actor, dto));
  }

  @Get()
  @Can('departments.read')
  list(@CurrentActor() actor: Actor, @Query() query: ListDepartmentsQuery) {
    const { partnered, ...filter } = query;
    return this.work.read(actor, (tx) =>
      this.queries.list(tx, {
        ...filter,
        partnered: partnered === undefined ? undefined : partnered === 'true',
      }),
    );
  }

  @Get(':id')
  @Can('departments.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, (tx) => this.queries.factsOrFail(tx, id));
  }

  @Patch(':id')
  @Can('departments.write')
  async change(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: ChangeDepartmentDto) {
    await this.departments.change(actor, id, dto);
    return this.one(actor, id);
  }
}
