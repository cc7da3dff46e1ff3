import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { localDate } from '../platform/local-time.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { NavCount } from '../platform/web/layout-context.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { monthCalendar, otherPeriod, periodInWords } from './calendar.js';
import type { ReminderState } from './reminder.entity.js';
import { OutreachPostDto, ReminderListQuery } from './reminders.dto.js';
import { type ReminderEntry, RemindersQueries } from './reminders.queries.js';
import { RemindersService } from './reminders.service.js';
import { SchedulePage } from './schedule-page.js';

/** Beyond this a month is too long to draw; its counts say so and the list goes on by the API. */
const MOST = 2_000;

/** The vendor's pages: the calendar of the month, and one partnership's schedule. */
@ApiExcludeController()
@Controller('reminders')
export class RemindersController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: RemindersQueries,
    private readonly reminders: RemindersService,
    private readonly organisation: OrganisationQueries,
    private readonly schedules: SchedulePage,
  ) {}

  @Get()
  @Can('reminders.read')
  async calendar(
    @CurrentActor() actor: Actor,
    @Query() query: ReminderListQuery,
  ): Promise<PageView | Redirect> {
    if (actor.side === 'department') return redirect('/department-reminders');
    return this.month(actor, query.period, query.state ?? null);
  }

  @Post(':id/send')
  @Can('reminders.write')
  send(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        await this.reminders.sendByHand(actor, id);
        const { period } = await this.uow.read(actor, (tx) => this.queries.one(tx, id));
        return redirect(
          actor.side === 'department' ? '/department-reminders' : `/reminders?period=${period}`,
          'The reminder is on its way.',
        );
      },
      async (shown) => {
        const { period } = await this.uow.read(actor, (tx) => this.queries.one(tx, id));
        return this.month(actor, period, null, { ...shown, failed: id });
      },
    );
  }

  @Get('schedules/:partnershipId')
  @Can('reminders.read')
  schedule(@CurrentActor() actor: Actor, @Param('partnershipId') partnershipId: string): Promise<PageView> {
    return this.showSchedule(actor, partnershipId);
  }

  @Post('schedules/:partnershipId')
  @Can('reminders.write')
  change(
    @CurrentActor() actor: Actor,
    @Param('partnershipId') partnershipId: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { startOn } = await this.uow.read(actor, (tx) => this.queries.schedule(tx, partnershipId));
        const { change, onlyShow } = await this.schedules.change(body, startOn);
        if (onlyShow)
          return this.showSchedule(
            actor,
            partnershipId,
            await this.uow.read(actor, (tx) => this.schedules.asIf(tx, partnershipId, change, body)),
          );
        await this.reminders.changeSchedule(actor, partnershipId, change);
        return redirect(`/reminders/schedules/${partnershipId}`, 'Reminders set.');
      },
      (shown) => this.showSchedule(actor, partnershipId, { ...shown, failed: 'schedule' }),
    );
  }

  @Post('schedules/:partnershipId/posts')
  @Can('outreach.write')
  post(
    @CurrentActor() actor: Actor,
    @Param('partnershipId') partnershipId: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        await this.reminders.recordPost(actor, partnershipId, await parseForm(OutreachPostDto, body), 'page');
        return redirect(`/reminders/schedules/${partnershipId}`, 'Post recorded.');
      },
      (shown) => this.showSchedule(actor, partnershipId, { ...shown, failed: 'post' }),
    );
  }

  /** What went wrong and waits for a person. */
  @NavCount('reminders')
  async failed(actor: Actor, tx: Tx): Promise<number> {
    if (actor.side !== 'vendor') return 0;
    const row = await tx.one<{ count: number }>(
      `select count(*)::int count from reminder where state = 'failed'`,
    );
    return row?.count ?? 0;
  }

  private showSchedule(
    actor: Actor,
    partnershipId: string,
    refused: Record<string, unknown> = {},
  ): Promise<PageView> {
    const action = `/reminders/schedules/${partnershipId}`;
    return this.uow.read(actor, async (tx) => {
      const data = await this.schedules.data(tx, actor, partnershipId, {
        action,
        postAction: `${action}/posts`,
      });
      return page(
        'reminders/schedule',
        { errors: {}, formError: null, values: {}, failed: null, ...data, ...refused },
        { title: 'Reminders' },
      );
    });
  }

  private month(
    actor: Actor,
    asked: string | undefined,
    state: ReminderState | null,
    refused: Record<string, unknown> = {},
  ): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const { timeZone } = await this.organisation.current(tx);
      const today = localDate(tx.now, timeZone);
      const period = asked ?? today.slice(0, 7);
      const found = await this.queries.ofPeriod(tx, period, { limit: MOST });
      const entries = found.data
        .map((entry) => ({ ...entry, canSend: entry.id !== null && entry.state !== 'sent' }))
        .sort(
          (a, b) => a.dueAt.getTime() - b.dueAt.getTime() || a.departmentName.localeCompare(b.departmentName),
        );
      const data = {
        period,
        title: periodInWords(period),
        previous: otherPeriod(period, -1),
        next: otherPeriod(period, 1),
        weeks: monthCalendar(period, today, entries),
        entries: state ? entries.filter((entry) => entry.state === state) : entries,
        state,
        counts: countsOf(entries),
        truncated: found.nextCursor !== null,
        errors: {},
        formError: null,
        values: {},
        failed: null,
        ...refused,
      };
      return page('reminders/calendar', data, { title: `Reminders in ${data.title}` });
    });
  }
}

function countsOf(entries: readonly ReminderEntry[]): Record<string, number> {
  const counts: Record<string, number> = { planned: 0, sent: 0, skipped: 0, failed: 0 };
  for (const { state } of entries) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
