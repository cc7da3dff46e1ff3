import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import type { Listed } from '../platform/web/keyset.js';
import {
  OutreachPostDto,
  quietOf,
  ReminderListQuery,
  ReminderScheduleDto,
  ruleOf,
  SendByHandDto,
} from './reminders.dto.js';
import {
  type PostRow,
  type ReminderEntry,
  RemindersQueries,
  type ScheduleView,
} from './reminders.queries.js';
import { RemindersService } from './reminders.service.js';

/** Schedules, reminders and posts for programs. */
@Controller('api/v1')
export class RemindersApiController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: RemindersQueries,
    private readonly reminders: RemindersService,
  ) {}

  @Get('partnerships/:id/reminder-schedule')
  @Can('reminders.read')
  schedule(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<ScheduleView> {
    return this.uow.read(actor, (tx) => this.view(tx, id));
  }

  @Put('partnerships/:id/reminder-schedule')
  @Can('reminders.write')
  async change(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: ReminderScheduleDto,
  ): Promise<ScheduleView> {
    const { hour, active, startOn = null, pauseUntil = null } = dto;
    const now = await this.uow.read(actor, (tx) => this.view(tx, id));
    await this.reminders.changeSchedule(actor, id, {
      rule: ruleOf(dto.rule),
      hour,
      active,
      startOn,
      pauseUntil,
      // Callers older than these fields leave them out and mean no change.
      businessDays: dto.businessDays ?? now.businessDays,
      quiet: quietOf((dto.quiet === undefined ? now.quiet : dto.quiet) ?? {}, hour),
    });
    return this.uow.read(actor, (tx) => this.view(tx, id));
  }

  /** With `period`, those still to come are in the list too, without an id. */
  @Get('reminders')
  @Can('reminders.read')
  list(@CurrentActor() actor: Actor, @Query() query: ReminderListQuery): Promise<Listed<ReminderEntry>> {
    const { period } = query;
    return this.uow.read(actor, (tx) =>
      period ? this.queries.ofPeriod(tx, period, query) : this.queries.list(tx, query),
    );
  }

  @Post('reminders/:id/send')
  @Can('reminders.write')
  async send(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() _dto: SendByHandDto,
  ): Promise<ReminderEntry> {
    await this.reminders.sendByHand(actor, id);
    return this.uow.read(actor, (tx) => this.queries.one(tx, id));
  }

  @Get('partnerships/:id/outreach-posts')
  @Can('reminders.read')
  posts(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
  ): Promise<{ data: PostRow[]; nextCursor: null }> {
    return this.uow.read(actor, async (tx) => {
      await this.view(tx, id);
      return { data: await this.queries.posts(tx, id, 200), nextCursor: null };
    });
  }

  @Post('partnerships/:id/outreach-posts')
  @Can('outreach.write')
  async post(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: OutreachPostDto,
  ): Promise<{ id: string }> {
    return { id: await this.reminders.recordPost(actor, id, dto, 'api') };
  }

  private async view(tx: Tx, partnershipId: string): Promise<ScheduleView> {
    const { facts: _facts, ...view } = await this.queries.schedule(tx, partnershipId);
    return view;
  }
}
