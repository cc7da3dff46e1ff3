import { Body, Controller, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { TeamDto } from './people.dto.js';
import { SetReachDto } from './reach.js';
import { TeamsService } from './teams.service.js';

/** Teams, and how far each rep sees. */
@Controller('api/v1')
@ApiTags('identity')
@ApiBearerAuth()
export class TeamsApiController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly teams: TeamsService,
  ) {}

  @Get('teams')
  @Can('organisation.read')
  list(@CurrentActor() actor: Actor) {
    return this.unitOfWork.read(actor, async (tx) => ({
      data: await this.teams.teams(tx),
      nextCursor: null,
    }));
  }

  @Post('teams')
  @Can('people.manage')
  add(@CurrentActor() actor: Actor, @Body() { name }: TeamDto) {
    return this.unitOfWork.run(actor, async (tx) => ({ id: await this.teams.add(tx, name), name }));
  }

  @Patch('teams/:id')
  @Can('people.manage')
  async rename(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() { name }: TeamDto) {
    await this.unitOfWork.run(actor, (tx) => this.teams.rename(tx, id, name));
    return { id, name };
  }

  @Get('reps')
  @Can('people.manage')
  reps(@CurrentActor() actor: Actor) {
    return this.unitOfWork.read(actor, async (tx) => ({
      data: await this.teams.reps(tx),
      nextCursor: null,
    }));
  }

  @Put('memberships/:id/reach')
  @Can('people.manage')
  async setReach(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: SetReachDto) {
    await this.unitOfWork.run(actor, (tx) => this.teams.setReach(tx, id, dto));
    return { membershipId: id, reach: dto.reach, teamId: dto.teamId ?? null };
  }
}
