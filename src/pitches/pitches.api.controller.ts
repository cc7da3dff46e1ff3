import { Body, Controller, Get, Header, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { BoardQueries } from './board.queries.js';
import { TimelineQueries } from './diary/timeline.queries.js';
import { OffersService } from './offers.service.js';
import { OutcomesService } from './outcomes.service.js';
import { PitchDiaryService } from './pitch-diary.service.js';
import {
  AssignPitchDto,
  BoardQuery,
  ListPitchesQuery,
  CouncilItemDto,
  LogActivityDto,
  MovePitchDto,
  OfferDto,
  OpenPitchDto,
  OutcomeDto,
  TimelineQuery,
} from './pitches.dto.js';
import { AddTaskDto } from './tasks/tasks.dto.js';
import { PitchesQueries } from './pitches.queries.js';
import { PitchesService } from './pitches.service.js';
import { TasksService } from './tasks/tasks.service.js';

@ApiTags('Pitches')
@Controller('api/v1')
export class PitchesApiController {
  constructor(
    private readonly pitches: PitchesService,
    private readonly offers: OffersService,
    private readonly diary: PitchDiaryService,
    private readonly tasks: TasksService,
    private readonly outcomes: OutcomesService,
    private readonly queries: PitchesQueries,
    private readonly timelines: TimelineQueries,
    private readonly boards: BoardQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get('pitch-board')
  @Can('pitches.read')
  @Header('content-type', 'application/json; charset=utf-8')
  board(@CurrentActor() actor: Actor, @Query() query: BoardQuery): Promise<string> {
    return this.work.glance(actor, (ask) => this.boards.boardJson(ask, query));
  }

  @Post('pitches')
  @Can('pitches.write')
  async open(@CurrentActor() actor: Actor, @Body() dto: OpenPitchDto) {
    return this.one(actor, await this.pitches.open(actor, dto));
  }

  @Get('pitches')
  @Can('pitches.read')
  list(@CurrentActor() actor: Actor, @Query() query: ListPitchesQuery) {
    const { open, ...filter } = query;
    return this.work.read(actor, (tx) =>
      this.queries.list(tx, { ...filter, open: open === undefined ? undefined : open === 'true' }),
    );
  }

  @Get('pitches/:id')
  @Can('pitches.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, async (tx) => ({
      ...(await this.queries.detail(tx, id)),
      tasks: await this.queries.tasks(tx, id),
    }));
  }

  @Post('pitches/:id/stage-changes')
  @Can('pitches.write')
  move(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: MovePitchDto) {
    return this.pitches.move(actor, id, dto);
  }

  @Post('pitches/:id/offers')
  @Can('pitches.write')
  async makeOffer(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: OfferDto) {
    const offerId = await this.offers.make(actor, id, dto);
    const offers = await this.work.read(actor, (tx) => this.queries.offers(tx, id));
    return offers.find((offer) => offer.id === offerId);
  }

  @Post('pitches/:id/owner')
  @Can('pitches.write')
  async assign(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: AssignPitchDto) {
    await this.pitches.assign(actor, id, dto.ownerId);
    return this.one(actor, id);
  }

  /** Everything that happened, the latest day first; `kind` narrows it. */
  @Get('pitches/:id/timeline')
  @Can('pitches.read')
  timeline(@CurrentActor() actor: Actor, @Param('id') id: string, @Query() query: TimelineQuery) {
    return this.work.read(actor, async (tx) => {
      await this.queries.one(tx, id);
      return this.timelines.list(tx, id, query);
    });
  }

  @Get('pitches/:id/offers')
  @Can('pitches.read')
  offersOf(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, async (tx) => {
      await this.queries.one(tx, id);
      return { data: await this.queries.offers(tx, id), nextCursor: null };
    });
  }

  /** The council item an oversight ordinance asks for, ahead of the green light. */
  @Post('pitches/:id/council-item')
  @Can('pitches.write')
  async councilItem(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: CouncilItemDto) {
    await this.outcomes.recordCouncilItem(actor, id, dto);
    return this.one(actor, id);
  }

  /** What won a department over, once its partnership has opened. */
  @Post('pitches/:id/outcome')
  @Can('pitches.write')
  async outcome(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: OutcomeDto) {
    await this.outcomes.note(actor, id, dto);
    return this.one(actor, id);
  }

  @Get('pitches/:id/activities')
  @Can('pitches.read')
  activities(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, async (tx) => {
      const { activities } = await this.queries.detail(tx, id);
      return { data: activities, nextCursor: null };
    });
  }

  @Post('pitches/:id/activities')
  @Can('pitches.write')
  async log(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: LogActivityDto) {
    const activityId = await this.diary.logActivity(actor, id, dto);
    const activities = await this.work.read(actor, (tx) => this.queries.activities(tx, id));
    return activities.find((activity) => activity.id === activityId) ?? { id: activityId };
  }

  @Get('pitches/:id/tasks')
  @Can('pitches.read')
  tasksOf(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, async (tx) => {
      await this.queries.detail(tx, id);
      return { data: await this.queries.tasks(tx, id), nextCursor: null };
    });
  }

  @Post('pitches/:id/tasks')
  @Can('pitches.write')
  async addTask(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: AddTaskDto) {
    const taskId = await this.tasks.add(actor, id, dto);
    const tasks = await this.work.read(actor, (tx) => this.queries.tasks(tx, id));
    return tasks.find((task) => task.id === taskId) ?? { id: taskId };
  }
}
