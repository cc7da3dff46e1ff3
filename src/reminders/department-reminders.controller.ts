import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { OutreachPostDto } from './reminders.dto.js';
import { RemindersQueries } from './reminders.queries.js';
import { RemindersService } from './reminders.service.js';
import { SchedulePage } from './schedule-page.js';

const PATH = '/department-reminders';

/** The department's page of its reminders: day, pause, stop, and "we posted it". */
@ApiExcludeController()
@Controller('department-reminders')
export class DepartmentRemindersController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: RemindersQueries,
    private readonly reminders: RemindersService,
    private readonly schedules: SchedulePage,
  ) {}

  @Get()
  @Can('reminders.read')
  async show(@CurrentActor() actor: Actor): Promise<PageView | Redirect> {
    return actor.side === 'department' ? this.schedule(actor) : redirect('/reminders');
  }

  @Post()
  @Can('reminders.write')
  change(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const partnershipId = await this.own(actor);
        const { startOn } = await this.uow.read(actor, (tx) => this.queries.schedule(tx, partnershipId));
        const { change, onlyShow } = await this.schedules.change(body, startOn);
        if (onlyShow)
          return this.schedule(
            actor,
            await this.uow.read(actor, (tx) => this.schedules.asIf(tx, partnershipId, change, body)),
          );
        await this.reminders.changeSchedule(actor, partnershipId, change);
        return redirect(PATH, 'Reminders set.');
      },
      (shown) => this.schedule(actor, { ...shown, failed: 'schedule' }),
    );
  }

  @Post('posts')
  @Can('outreach.write')
  post(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const partnershipId = await this.own(actor);
        await this.reminders.recordPost(actor, partnershipId, await parseForm(OutreachPostDto, body), 'page');
        return redirect(PATH, 'Post recorded. You are not reminded again that month.');
      },
      (shown) => this.schedule(actor, { ...shown, failed: 'post' }),
    );
  }

  private async own(actor: Actor): Promise<string> {
    const id =
      actor.side === 'department'
        ? await this.uow.read(actor, (tx) => this.schedules.partnershipOf(tx, actor.departmentId))
        : undefined;
    if (!id) throw notFound('partnership');
    return id;
  }

  private schedule(actor: Actor, refused: Record<string, unknown> = {}): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const id =
        actor.side === 'department' ? await this.schedules.partnershipOf(tx, actor.departmentId) : undefined;
      const paths = { action: PATH, postAction: `${PATH}/posts` };
      const data = id
        ? await this.schedules.data(tx, actor, id, paths)
        : {
            partnershipId: null,
            schedule: null,
            next: [],
            history: [],
            posts: [],
            unsaved: false,
            unsavedNext: [],
            canWrite: false,
            ...paths,
          };
      return page(
        'department-reminders/schedule',
        { errors: {}, formError: null, values: {}, failed: null, ...data, ...refused },
        { title: 'Reminders' },
      );
    });
  }
}
