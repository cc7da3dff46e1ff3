import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, personIdOf } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { ChangeTaskDto, ListTasksQuery, SnoozeTaskDto } from './tasks.dto.js';
import { TasksQueries } from './tasks.queries.js';
import { TasksService } from './tasks.service.js';

@ApiTags('Tasks')
@Controller('api/v1/tasks')
export class TasksApiController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tasks: TasksService,
    private readonly queries: TasksQueries,
  ) {}

  /** Open tasks by due day: one's own, or with `scope=all` everybody's. */
  @Get()
  @Can('pitches.read')
  list(@CurrentActor() actor: Actor, @Query() query: ListTasksQuery) {
    const { scope, limit, cursor } = query;
    const ownerId = scope === 'all' ? undefined : (personIdOf(actor) ?? undefined);
    return this.work.read(actor, (tx) => this.queries.open(tx, { ownerId, limit, cursor }));
  }

  @Get(':id')
  @Can('pitches.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, (tx) => this.queries.one(tx, id));
  }

  @Patch(':id')
  @Can('pitches.write')
  async change(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: ChangeTaskDto) {
    await this.tasks.change(actor, id, dto);
    return this.one(actor, id);
  }

  /** Marks it done; `nextId` is the next step of a series, made in the same transaction. */
  @Post(':id/completion')
  @HttpCode(201)
  @Can('pitches.write')
  async complete(@CurrentActor() actor: Actor, @Param('id') id: string) {
    const { nextId } = await this.tasks.complete(actor, id);
    return { id, done: true, nextId };
  }

  @Post(':id/reopening')
  @HttpCode(201)
  @Can('pitches.write')
  async reopen(@CurrentActor() actor: Actor, @Param('id') id: string) {
    await this.tasks.reopen(actor, id);
    return this.one(actor, id);
  }

  @Post(':id/snooze')
  @HttpCode(201)
  @Can('pitches.write')
  async snooze(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: SnoozeTaskDto) {
    await this.tasks.snooze(actor, id, dto.until);
    return this.one(actor, id);
  }
}
