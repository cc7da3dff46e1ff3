import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, isPerson } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { TeamDto } from './people.dto.js';
import { allows } from './permissions.js';
import { SetReachDto } from './reach.js';
import { TeamsService } from './teams.service.js';

/** Who works in which team, and whose pitches each rep sees. */
@Controller('settings/teams')
@ApiExcludeController()
export class TeamsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly teams: TeamsService,
  ) {}

  @Get()
  @Can('organisation.read')
  list(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.page(actor, {});
  }

  @Post()
  @Can('people.manage')
  add(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { name } = await parseForm(TeamDto, body);
        await this.unitOfWork.run(actor, (tx) => this.teams.add(tx, name));
        return redirect('/settings/teams', `${name} can have members now`);
      },
      (shown) => this.page(actor, { ...shown, failed: 'team' }),
    );
  }

  @Post('reach/:membershipId')
  @Can('people.manage')
  setReach(
    @CurrentActor() actor: Actor,
    @Param('membershipId') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(SetReachDto, body);
        await this.unitOfWork.run(actor, (tx) => this.teams.setReach(tx, id, dto));
        return redirect('/settings/teams', 'It holds from their next step on');
      },
      (shown) => this.page(actor, { ...shown, failed: id }),
    );
  }

  private async page(actor: Actor, shown: Record<string, unknown>): Promise<PageView> {
    const canWrite = isPerson(actor) && allows(actor, 'people.manage');
    const { teams, reps } = await this.unitOfWork.read(actor, async (tx) => ({
      teams: await this.teams.teams(tx),
      reps: await this.teams.reps(tx),
    }));
    const teamChoices = teams.map(({ id, name }) => ({ value: id, label: name }));
    return page(
      'settings/teams',
      { teams, reps, teamChoices, canWrite, values: {}, errors: {}, formError: null, ...shown },
      { title: 'Teams' },
    );
  }
}
