import { Body, Controller, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DepartmentsService } from '../departments/departments.service.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { readFormWithFiles } from '../platform/files/form-with-files.js';
import { type ActorRequest, Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { OffersService } from './offers.service.js';
import { OutcomesService } from './outcomes.service.js';
import { PitchDiaryService } from './pitch-diary.service.js';
import { PitchPages } from './pitch-pages.js';
import { CouncilItemDto, LogActivityDto, OfferFormDto, OutcomeDto, OversightDto } from './pitches.dto.js';
import { AddTaskDto } from './tasks/tasks.dto.js';
import { PitchesQueries } from './pitches.queries.js';
import { TasksService } from './tasks/tasks.service.js';

/** What the files of one entry may weigh together; the same as for an agreement. */
const MOST_BYTES = 5 * 1_048_576;
const MOST_FILES = 5;

/** The forms of a pitch's page: what was said, what is to be done, what is offered, and what the council decided. */
@ApiExcludeController()
@Controller('pitches/:id')
export class PitchFormsController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly pages: PitchPages,
    private readonly queries: PitchesQueries,
    private readonly diary: PitchDiaryService,
    private readonly tasks: TasksService,
    private readonly offers: OffersService,
    private readonly outcomes: OutcomesService,
    private readonly departments: DepartmentsService,
  ) {}

  @Post('activities')
  @Can('pitches.write')
  async log(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: ActorRequest,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    // Read within the form's own refusal, so that a file that is too large is said beside its field.
    const typed: FormBody = {};
    return formPage(
      body,
      async () => {
        const limits = { name: 'files', maxFiles: MOST_FILES, maxBytes: MOST_BYTES };
        const files = await readFormWithFiles(request, body, limits, typed);
        const dto = await parseForm(LogActivityDto, typed);
        await this.work.run(actor, (tx) => this.diary.enterActivity(tx, id, dto, null, { files }));
        return redirect(`/pitches/${id}#timeline`, 'Logged.');
      },
      (shown) => this.pages.one(actor, id, { ...shown, values: typed, failed: 'activity' }),
    );
  }

  @Post('tasks')
  @Can('pitches.write')
  addTask(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody) {
    return this.form(actor, id, 'task', body, async () => {
      // A rhythm of no unit is no rhythm, whatever number stands beside it.
      const { 'repeat.every': _every, 'repeat.unit': unit, ...once } = body;
      await this.tasks.add(actor, id, await parseForm(AddTaskDto, unit ? body : once));
      return redirect(`/pitches/${id}#task`, 'Task added.');
    });
  }

  @Post('tasks/:taskId/completion')
  @Can('pitches.write')
  async complete(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('taskId') taskId: string,
  ): Promise<Redirect> {
    const { nextId } = await this.tasks.complete(actor, taskId);
    return redirect(`/pitches/${id}#task`, nextId ? 'Done. The next one is planned.' : 'Task done.');
  }

  @Post('offers')
  @Can('pitches.write')
  offer(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody) {
    return this.form(actor, id, 'offer', body, async () => {
      const { offer } = await parseForm(OfferFormDto, body);
      await this.offers.make(actor, id, offer);
      return redirect(`/pitches/${id}#offers`, 'The offer stands.');
    });
  }

  @Post('council-item')
  @Can('pitches.write')
  councilItem(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody) {
    return this.form(actor, id, 'council', body, async () => {
      await this.outcomes.recordCouncilItem(actor, id, await parseForm(CouncilItemDto, body));
      return redirect(`/pitches/${id}#oversight`, 'Council item recorded.');
    });
  }

  /** The ordinance is the department's; it is entered here because here is where it is asked about. */
  @Post('oversight-ordinance')
  @Can('departments.write')
  ordinance(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody) {
    return this.form(actor, id, 'ordinance', body, async () => {
      const oversightOrdinance = await parseForm(OversightDto, body);
      const { departmentId } = await this.work.read(actor, (tx) => this.queries.one(tx, id));
      await this.departments.change(actor, departmentId, { oversightOrdinance });
      return redirect(`/pitches/${id}#oversight`, 'Ordinance recorded with the department.');
    });
  }

  @Post('outcome')
  @Can('pitches.write')
  outcome(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody) {
    return this.form(actor, id, 'outcome', body, async () => {
      await this.outcomes.note(actor, id, await parseForm(OutcomeDto, body));
      return redirect(`/pitches/${id}`, 'Kept.');
    });
  }

  private form(
    actor: Actor,
    id: string,
    name: string,
    body: FormBody,
    work: () => Promise<Redirect>,
  ): Promise<Redirect | PageView> {
    return formPage(body, work, (shown) => this.pages.one(actor, id, { ...shown, failed: name }));
  }
}
