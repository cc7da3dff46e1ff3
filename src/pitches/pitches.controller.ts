import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { DepartmentsQueries, placeOf } from '../departments/departments.queries.js';
import { PeopleQueries } from '../identity/people.queries.js';
import { type Actor, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { localDate } from '../platform/local-time.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { localPath, page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { Owners } from './owners.js';
import { PitchDiaryService } from './pitch-diary.service.js';
import { pitchPage } from './pitch-page.js';
import { AddTaskDto, LogActivityDto, MovePitchDto, OpenPitchDto } from './pitches.dto.js';
import { PitchesQueries } from './pitches.queries.js';
import { PitchesService } from './pitches.service.js';
import { stageLabel } from './stage-labels.js';
import { TasksService } from './tasks/tasks.service.js';

interface Shown {
  errors: Record<string, string>;
  formError: string | null;
  values: FormBody;
  failed?: string;
}

export class NewPitchQuery {
  @IsOptional() @IsString() @MaxLength(36) departmentId?: string;
  @IsOptional() @IsString() @MaxLength(200) q?: string;
}

/** Pitches as pages: open one, look at it, move it, log what happened, add what is to be done. */
@ApiExcludeController()
@Controller('pitches')
export class PitchesController {
  constructor(
    private readonly pitches: PitchesService,
    private readonly diary: PitchDiaryService,
    private readonly tasks: TasksService,
    private readonly queries: PitchesQueries,
    private readonly departments: DepartmentsQueries,
    private readonly people: PeopleQueries,
    private readonly owners: Owners,
    private readonly work: UnitOfWork,
  ) {}

  @Get('new')
  @Can('pitches.write')
  new(@CurrentActor() actor: Actor, @Query() query: NewPitchQuery): Promise<PageView> {
    return this.openForm(actor, query, {
      values: { ownerId: personIdOf(actor) },
      errors: {},
      formError: null,
    });
  }

  @Post()
  @Can('pitches.write')
  open(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const id = await this.pitches.open(actor, await parseForm(OpenPitchDto, body));
        return redirect(`/pitches/${id}`, 'Pitch opened.');
      },
      (shown) => this.openForm(actor, { departmentId: String(body['departmentId'] ?? '') }, shown),
    );
  }

  @Get(':id')
  @Can('pitches.read')
  show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.one(actor, id, { values: {}, errors: {}, formError: null });
  }

  @Post(':id/stage-changes')
  @Can('pitches.write')
  move(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    const { back, ...fields } = body;
    const failed = ['declined', 'dormant'].includes(String(body['to'])) ? 'close' : 'move';
    return formPage(
      fields,
      async () => {
        const dto = await parseForm(MovePitchDto, fields);
        await this.pitches.move(actor, id, dto);
        return redirect(localPath(back, `/pitches/${id}`), `Moved to ${stageLabel(dto.to).toLowerCase()}.`);
      },
      (shown) => this.one(actor, id, { ...shown, failed }),
    );
  }

  @Post(':id/activities')
  @Can('pitches.write')
  log(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        await this.diary.logActivity(actor, id, await parseForm(LogActivityDto, body));
        return redirect(`/pitches/${id}`, 'Logged.');
      },
      (shown) => this.one(actor, id, { ...shown, failed: 'activity' }),
    );
  }

  @Post(':id/tasks')
  @Can('pitches.write')
  addTask(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        await this.tasks.add(actor, id, await parseForm(AddTaskDto, body));
        return redirect(`/pitches/${id}#task`, 'Task added.');
      },
      (shown) => this.one(actor, id, { ...shown, failed: 'task' }),
    );
  }

  @Post(':id/tasks/:taskId/completion')
  @Can('pitches.write')
  async complete(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('taskId') taskId: string,
  ): Promise<Redirect> {
    await this.tasks.complete(actor, taskId);
    return redirect(`/pitches/${id}`, 'Task done.');
  }

  private openForm(actor: Actor, query: NewPitchQuery, shown: Shown): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const chosen = query.departmentId ? await this.departments.facts(tx, query.departmentId) : undefined;
      const { id, name, ori } = chosen ?? {};
      return page(
        'pitches/new',
        {
          department: chosen ? { id, name, ori, place: placeOf(chosen) } : null,
          query: query.q ?? '',
          matches: query.q && !chosen ? await this.matches(tx, query.q) : [],
          owners: await this.owners.choices(tx),
          ...shown,
        },
        { title: 'New pitch' },
      );
    });
  }

  private async matches(tx: Tx, q: string) {
    const { data } = await this.departments.list(tx, { q, limit: 12 });
    const rows = [];
    for (const department of data) {
      const open = await this.queries.openOf(tx, department.id);
      const note = department.partnershipState
        ? `partnership ${department.partnershipState}`
        : open
          ? 'open pitch'
          : null;
      rows.push({
        id: department.id,
        name: department.name,
        ori: department.ori,
        place: placeOf(department),
        note,
      });
    }
    return rows;
  }

  private one(actor: Actor, id: string, shown: Shown): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const pitch = await this.queries.detail(tx, id);
      const department = await this.departments.factsOrFail(tx, pitch.departmentId);
      const data = pitchPage(pitch, {
        department,
        contacts: await this.departments.contacts(tx, pitch.departmentId),
        tasks: await this.queries.tasks(tx, id),
        ownerName: await this.people.nameOf(tx, pitch.ownerId),
        today: localDate(tx.now, department.timeZone),
      });
      return page(
        'pitches/show',
        { ...data, owners: await this.owners.choices(tx), zone: department.timeZone, ...shown },
        { title: pitch.departmentName },
      );
    });
  }
}
