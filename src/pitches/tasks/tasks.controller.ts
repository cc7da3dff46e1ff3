import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { allows } from '../../identity/people.queries.js';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import { type Actor, isPerson, personIdOf } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { localDate } from '../../platform/local-time.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../../platform/web/form.js';
import { localPath, page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import { Owners } from '../owners.js';
import { ChangeTaskDto, SnoozeTaskDto } from './tasks.dto.js';
import { agendaOf, snoozeDays, taskLine } from './agenda.js';
import { TasksQueries } from './tasks.queries.js';
import { TasksService } from './tasks.service.js';

const PAGE = 50;

export class TasksPageQuery {
  @IsOptional() @IsIn(['own', 'all']) scope?: 'own' | 'all';
  @IsOptional() @IsString() @MaxLength(600) cursor?: string;
}

interface Shown {
  errors: Record<string, string>;
  formError: string | null;
  values: FormBody;
  failed?: string;
}

/** What is to be done: the list of it, and one task as a page. */
@ApiExcludeController()
@Controller('tasks')
export class TasksController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tasks: TasksService,
    private readonly queries: TasksQueries,
    private readonly owners: Owners,
    private readonly organisation: OrganisationQueries,
  ) {}

  /** Own tasks, or everybody's; a role that has none of its own begins with everybody's. */
  @Get()
  @Can('pitches.read')
  index(@CurrentActor() actor: Actor, @Query() query: TasksPageQuery): Promise<PageView> {
    const own = isPerson(actor) && allows(actor, 'pitches.write');
    const scope = query.scope ?? (own ? 'own' : 'all');
    return this.work.read(actor, async (tx) => {
      const office = await this.organisation.office(tx);
      const { timeZone } = office;
      const today = localDate(tx.now, timeZone);
      const { data, nextCursor } = await this.queries.open(tx, {
        ownerId: scope === 'own' ? (personIdOf(actor) ?? undefined) : undefined,
        limit: PAGE,
        cursor: query.cursor,
      });
      return page(
        'tasks/index',
        {
          scope,
          groups: agendaOf(data, today, office),
          here: `/tasks?scope=${scope}`,
          shown: data.length,
          nextHref: nextCursor && `/tasks?${new URLSearchParams({ scope, cursor: nextCursor })}`,
          firstHref: query.cursor ? `/tasks?scope=${scope}` : null,
          zone: timeZone,
        },
        { title: 'Tasks' },
      );
    });
  }

  @Get(':id')
  @Can('pitches.read')
  show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.one(actor, id, { values: {}, errors: {}, formError: null });
  }

  @Post(':id')
  @Can('pitches.write')
  change(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        // A note that was emptied is taken away, where other empty fields mean "as it was".
        const note = typeof body['note'] === 'string' ? body['note'] : undefined;
        await this.tasks.change(actor, id, { ...(await parseForm(ChangeTaskDto, body)), note });
        return redirect(`/tasks/${id}`, 'Saved.');
      },
      (shown) => this.one(actor, id, { ...shown, failed: 'task' }),
    );
  }

  @Post(':id/completion')
  @Can('pitches.write')
  async complete(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody) {
    const { nextId } = await this.tasks.complete(actor, id);
    return redirect(
      localPath(body['back'], `/tasks/${id}`),
      nextId ? 'Done. The next one is planned.' : 'Done.',
    );
  }

  @Post(':id/reopening')
  @Can('pitches.write')
  async reopen(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody) {
    await this.tasks.reopen(actor, id);
    return redirect(localPath(body['back'], `/tasks/${id}`), 'Open again.');
  }

  @Post(':id/snooze')
  @Can('pitches.write')
  snooze(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    const { back, ...fields } = body;
    return formPage(
      fields,
      async () => {
        const { until } = await parseForm(SnoozeTaskDto, fields);
        await this.tasks.snooze(actor, id, until);
        return redirect(localPath(back, `/tasks/${id}`), 'Put off.');
      },
      (shown) => this.one(actor, id, { ...shown, failed: 'snooze' }),
    );
  }

  private one(actor: Actor, id: string, shown: Shown): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const { steps, timeZone, ...task } = await this.queries.one(tx, id);
      const office = await this.organisation.office(tx);
      return page(
        'tasks/show',
        {
          task: taskLine(task),
          steps,
          snooze: snoozeDays(localDate(tx.now, timeZone), office),
          owners: await this.owners.choices(tx),
          zone: timeZone,
          ...shown,
        },
        { title: task.title },
      );
    });
  }
}
